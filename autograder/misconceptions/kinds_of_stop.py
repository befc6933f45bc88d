"""What can be said of a function that stops with an exception, by the kind of exception: true of any that ends so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cnn_utils.compare.calls import Raised

_NUMBER = r"'(int|float|bool|complex|numpy\.\w+)'"
_FUNCTION = (
    r"'(function|method|type|builtin_function_or_method|method-wrapper|"
    r"numpy\.ufunc|(numpy\.)?_ArrayFunctionDispatcher)'"
)


@dataclass(frozen=True)
class Stop:
    """A kind of exception: what tells it in "Type: message", an example, and its hint.

    `always` names the record (`autograder.misconceptions.stopped`) that speaks of this kind where it stops every call:
    where an exercise has that one, this one is for what ends so on some calls alone.
    """

    id: str
    pattern: str
    example: Exception
    what: str
    where: str
    why: str
    always: str = ""


STOPS = (
    Stop(
        "dots-left-in",
        r"'ellipsis'",
        TypeError("float() argument must be a string or a real number, not 'ellipsis'"),
        "The dots of the exercise's text were left in.",
        "Look for ... where a value belongs.",
        "Three dots are a value of Python's own, and no number. They only mark the place of what you are to write.",
    ),
    Stop(
        "undefined-on-one-way",
        r"^(NameError|UnboundLocalError)",
        NameError("name 'x' is not defined"),
        "On one way through the function, a name is used that was never given a value.",
        "Look at the line that stops: where does that name get its value, and is that line always reached?",
        "Python knows a variable from the moment when something is assigned to exactly that name.",
        always="name-not-defined",
    ),
    Stop(
        "None-on-one-way",
        r"NoneType",
        TypeError("unsupported operand type(s) for +: 'NoneType' and 'int'"),
        "On one way through the function, None stands where a number or an array is needed.",
        "Look at the line that stops. Which line above still says None, or which call returns nothing?",
        "None only marks the place of what you are to write; nothing can be computed from it.",
        always="left-at-None",
    ),
    Stop(
        "key-missing",
        r"^KeyError",
        KeyError("x"),
        "A dict is asked for a key that it does not have.",
        "Look at the key in the line that stops, and at the docstring for those that there are.",
        "A dict knows exactly the keys that were put into it, letter by letter.",
        always="key-not-there",
    ),
    Stop(
        "axis-not-there",
        r"axis -?\d+ is out of bounds for array of dimension|axes don't match|repeated axis",
        ValueError("axis 4 is out of bounds for array of dimension 4"),
        "An axis is named that the array does not have.",
        "Look at the line that stops, and count the axes of the array on it.",
        "Axes are counted from 0: an array with n of them has the last one at n - 1.",
    ),
    Stop(
        "pad-width-that-does-not-fit",
        r"index can't contain negative values|pad_width|negative dimensions",
        ValueError("index can't contain negative values"),
        "A width or a length is no whole number from 0 up.",
        "Look at the line that stops, and print the widths and lengths on it.",
        "Widths are counted in pixels and lengths in entries: np.pad takes two whole numbers for each axis.",
    ),
    Stop(
        "array-for-a-number",
        r"length-1 arrays|0-dimensional arrays can be converted|size-1 arrays|doesn't define __\w+__ method|"
        r"only integer scalar arrays",
        TypeError("only length-1 arrays can be converted to Python scalars"),
        "A whole array stands where a single number is needed.",
        "Look at the line that stops: what is turned into one number, and what shape does it have?",
        "Each of float(), int() and an index takes one number.",
    ),
    Stop(
        "array-as-a-condition",
        r"truth value of an array",
        ValueError("The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"),
        "A whole array is asked whether it is true.",
        "Look at the if, and, or, max() or == in the line that stops.",
        "A comparison of arrays gives an answer for each entry. np.max looks at all entries, max at whole rows.",
    ),
    Stop(
        "shapes-that-do-not-match",
        r"broadcast|shapes? [(\[]|[Ii]ncompatible shapes|inhomogeneous|array element with a sequence|[Dd]imensions|"
        r"cannot reshape|matmul",
        ValueError("operands could not be broadcast together with shapes (9,9) (8,8)"),
        "Two arrays meet whose shapes do not go together.",
        "Look at the line that stops, and print the shapes of what stands on it.",
        "NumPy works entry by entry: a window, its filter and its gradient all have the same rows and columns.",
    ),
    Stop(
        "empty-window",
        r"zero-size array|empty sequence",
        ValueError("zero-size array to reduction operation maximum which has no identity"),
        "A window is empty.",
        "Look at the corners of the window: does each end come after its start, and inside the picture?",
        "A slice that starts behind the picture, or ends before it starts, holds nothing.",
    ),
    Stop(
        "index-out-of-range",
        r"out of bounds|out of range",
        IndexError("index 9 is out of bounds for axis 0 with size 9"),
        "An index reaches past the end of an array or a tuple.",
        "Look at the line that stops: which loop runs further than that axis is long?",
        "An axis of n entries is counted from 0 to n - 1. Each index belongs to an axis of its own.",
    ),
    Stop(
        "index-of-the-wrong-kind",
        r"only integers, slices|arrays used as indices|slice indices must be|cannot be interpreted as an integer|"
        r"(list|tuple) indices must be|an integer is required",
        IndexError("only integers, slices (`:`) and integer arrays are valid indices"),
        "A size or an index is no whole number.",
        "Look at the line that stops, and print what stands in the brackets.",
        "Places and sizes are counted: 2.0, a tuple or a whole array is no count.",
    ),
    Stop(
        "function-indexed",
        rf"{_FUNCTION} object (is not subscriptable|does not support item assignment)",
        TypeError("'function' object is not subscriptable"),
        "A function is followed by square brackets.",
        "Look at the line that stops: round brackets call a function.",
        "Square brackets pick entries of an array; round ones call a function.",
    ),
    Stop(
        "number-indexed",
        rf"{_NUMBER} object (is not subscriptable|does not support item assignment|is not iterable)|"
        rf"invalid index to scalar|of type {_NUMBER} has no len|non-iterable (int|float|numpy\S*) object|0-d array",
        TypeError("'int' object is not subscriptable"),
        "A single number is used like an array.",
        "Look at the line that stops, and at the line that gave that name its value.",
        "Only arrays, tuples and dicts have entries.",
    ),
    Stop(
        "values-that-do-not-fit-the-names",
        r"values to unpack",
        ValueError("not enough values to unpack (expected 4, got 3)"),
        "The number of names on the left is not the number of values on the right.",
        "Look at the line that stops, and count both sides.",
        "A shape has one number for each axis, and a cache has as many entries as were put into it.",
    ),
    Stop(
        "name-of-nothing",
        r"has no attribute|cannot import name",
        AttributeError("module 'numpy' has no attribute 'x'"),
        "Something is asked for a name that it does not have.",
        "Look at the line that stops, at what follows the dot.",
        "What stands before the dot must have it: np.max is a function of NumPy, create_mask_from_window is yours.",
    ),
    Stop(
        "call-that-does-not-fit",
        r"positional argument|unexpected keyword|not callable|multiple values for argument|required argument|"
        r"keyword argument|takes no arguments|at most \d+ argument",
        TypeError("f() takes 2 positional arguments but 9 were given"),
        "Something is called in a way that it cannot be called.",
        "Look at the line that stops, and at the header of what it calls.",
        "The arguments in the brackets have to be those that the header names.",
    ),
    Stop(
        "kinds-that-do-not-mix",
        r"unsupported operand|can't multiply|must be real number|must be str|concatenate|not supported between|"
        r"bad operand type|not supported for the input types|Cannot cast ufunc|did not contain a loop",
        TypeError("unsupported operand type(s) for *: 'int' and 'dict'"),
        "Two values are combined that do not go together, such as a number and a dict.",
        "Look at the line that stops, and print the type of each value on it.",
        "Arithmetic wants numbers and arrays.",
    ),
    Stop(
        "division-by-zero",
        r"^ZeroDivisionError",
        ZeroDivisionError("division by zero"),
        "Something is divided by zero.",
        "Look at the line that stops, and at where its divisor comes from.",
        "A stride, a window and a number of entries are 1 at least.",
    ),
    Stop(
        "calls-itself-without-end",
        r"^RecursionError",
        RecursionError("maximum recursion depth exceeded"),
        "The function calls itself again and again.",
        "Look for its own name in it, or in what it calls.",
        "Each call of a function waits for the calls inside it; without one that returns, none does.",
    ),
    Stop(
        "module-missing",
        r"^(ModuleNotFoundError|ImportError)",
        ModuleNotFoundError("No module named 'x'"),
        "Something is imported that is not there.",
        "Look at the line that stops.",
        "NumPy is all that these functions need.",
    ),
    Stop(
        "check-in-the-code-failed",
        r"^AssertionError",
        AssertionError(),
        "A check in your code, or in what it calls, finds that something is not as it should be.",
        "Look at the assert that stops, and print both of its sides.",
        "An assert says what is certain at its place. Where it stops, something above it is other than you think.",
        always="own-check-failed",
    ),
    Stop(
        "value-refused",
        r"^(ValueError|OverflowError|FloatingPointError)",
        ValueError("mode 'average' is not supported"),
        "A value is refused: by your own code, or by a function that it calls.",
        "Look at the line that stops, and at the values that stand on it.",
        "The docstring of what is called says which values it takes.",
    ),
    Stop(
        "kind-refused",
        r"^TypeError",
        TypeError("data type 'x' not understood"),
        "A value is of a kind that cannot be used where it stands.",
        "Look at the line that stops, and print the type of each value on it.",
        "The docstring of what is called says which kinds of values it takes.",
    ),
)


def kind_of_stop(raised: Raised) -> str | None:
    """Tell the kind of an exception: the id of the first one that fits; None where none does."""
    text = f"{raised.type_name}: {raised.message}"
    return next((stop.id for stop in STOPS if re.search(stop.pattern, text)), None)
