"""Whether a function is still the stub that was handed out: precise both ways, on the syntax tree.

Every edition leaves something else: v1 and v2 leave ``X_pad = None``, 2021 leaves comments above given lines, ours may
raise NotImplementedError. A filled function often keeps an old ``X_pad = None`` above the real line, and a 2021 stub of
pool_forward returns zeros without an error; so what counts is whether any statement is the student's own.
"""

from __future__ import annotations

import ast
import re
from functools import cache

from autograder.reading.code.fixing import parse
from autograder.reading.code.written import written

# Lines that one edition or another hands out ready-made, besides assertions and returns.
_GIVEN: dict[str, tuple[str, ...]] = {
    "zero_pad": (),
    "conv_single_step": (),
    "conv_forward": ("cache = (A_prev, W, b, hparameters)",),
    "pool_forward": (
        "(m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape",
        "f = hparameters['f']",
        "stride = hparameters['stride']",
        "n_H = int(1 + (n_H_prev - f) / stride)",
        "n_W = int(1 + (n_W_prev - f) / stride)",
        "n_C = n_C_prev",
        "A = np.zeros((m, n_H, n_W, n_C))",
        "cache = (A_prev, hparameters)",
    ),
    "conv_backward": (
        "(A_prev, W, b, hparameters) = cache",
        "(m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape",
        "(f, f, n_C_prev, n_C) = W.shape",
        "(m, n_H, n_W, n_C) = dZ.shape",
        "stride = hparameters['stride']",
        "pad = hparameters['pad']",
        "a_prev_pad = A_prev_pad[i]",
        "da_prev_pad = dA_prev_pad[i]",
    ),
    "create_mask_from_window": (),
    "distribute_value": (),
    "pool_backward": ("a_prev = A_prev[i]",),
    "create_placeholders": (),
    "initialize_parameters": ("tf.set_random_seed(1)", "parameters = {'W1': W1, 'W2': W2}"),
    "forward_propagation": ("W1 = parameters['W1']", "W2 = parameters['W2']"),
    "compute_cost": (),
    "convolutional_model": (
        "input_img = tf.keras.Input(shape=input_shape)",
        "model = tf.keras.Model(inputs=input_img, outputs=outputs)",
    ),
}
# What the stub of model leaves open among forty given lines.
_OPEN_IN_MODEL = {"X", "Y", "parameters", "Z3", "cost", "optimizer", "temp_cost", "minibatch_cost"}
_COMPAT = re.compile(r"\btf\.compat\.v1\.|\btf1\.")
_UNFILLED_ERRORS = {"NotImplementedError", "NotImplemented"}


def is_stub(source: str) -> bool:
    """Whether the text of a graded function holds no line of its author's own.

    Parameters
    ----------
    source : str
        The function's text. Text that does not parse is no stub.

    Returns
    -------
    bool
        True if nothing but the released stub is there.
    """
    tree = parse(source)
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef):
        return False
    try:
        return _is_stub(tree.body[0])
    except RecursionError:  # no stub nests a thousand deep
        return False


def _is_stub(function: ast.FunctionDef) -> bool:
    if function.name == "model":
        return _is_model_stub(function)
    given = {_normal(line) for line in _GIVEN.get(function.name, ())}
    return not any(_is_own_work(node, given) for node in function.body)


@cache
def _normal(line: str) -> str:
    return ast.unparse(ast.parse(line))


def _is_own_work(node: ast.stmt, given: set[str]) -> bool:
    if isinstance(node, ast.Pass | ast.Assert | ast.Import | ast.ImportFrom | ast.Global):
        return False
    if isinstance(node, ast.Raise):
        return not _is_unfilled_error(node)
    if isinstance(node, ast.Return):
        return not _is_bare(node.value)
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        return not (_is_blank(node.value) or _as_given(node) in given)
    if isinstance(node, ast.Expr):
        return not (isinstance(node.value, ast.Constant) or _is_print(node.value) or _as_given(node) in given)
    if isinstance(node, ast.For | ast.If | ast.With):
        # Loops are there in every edition, and so are the branches on the mode. Only what they hold counts.
        inside = [*node.body, *getattr(node, "orelse", [])]
        return any(_is_own_work(each, given) for each in inside)
    return True


def _as_given(node: ast.stmt) -> str:
    return _COMPAT.sub("tf.", written(node) or "")


def _is_blank(value: ast.expr | None) -> bool:
    """None, ..., or a tuple of them."""
    if isinstance(value, ast.Tuple | ast.List):
        return bool(value.elts) and all(_is_blank(each) for each in value.elts)
    return value is None or (isinstance(value, ast.Constant) and value.value in (None, ...))


def _is_bare(value: ast.expr | None) -> bool:
    """A return of nothing, or of names alone."""
    if isinstance(value, ast.Tuple):
        return all(_is_bare(each) for each in value.elts)
    return _is_blank(value) or isinstance(value, ast.Name)


def _is_unfilled_error(node: ast.Raise) -> bool:
    error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(error, ast.Name) and error.id in _UNFILLED_ERRORS


def _is_print(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print"


def _is_model_stub(function: ast.FunctionDef) -> bool:
    """Whether what model leaves open is open still: blanks for most of it and a real value for none."""
    blank: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            names = {each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}
            if _is_blank(node.value):
                blank |= names & _OPEN_IN_MODEL
            elif names & {"X", "Y", "Z3", "cost", "optimizer"}:
                return False
    if blank:
        return len(blank) >= 3
    return not any(_is_own_work(node, set()) for node in function.body)
