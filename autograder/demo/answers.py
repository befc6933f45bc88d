"""What simulated students hand in for one exercise: right, wrong in a typical way, or broken.

A mistake is a few edits of the right solution's text; each comes from published solutions of this assignment.
"""

from __future__ import annotations

import ast
import inspect

from autograder.demo import styles

Edit = tuple[str, str]

MISTAKES: dict[str, dict[str, tuple[Edit, ...]]] = {
    "zero_pad": {
        "one side only": (("(pad, pad), (pad, pad)", "(pad, 0), (pad, 0)"),),
        "examples and channels too": (("((0, 0), (pad, pad), (pad, pad), (0, 0))", "pad"),),
    },
    "conv_single_step": {
        "bias in every product": (("a_slice_prev * W", "a_slice_prev * W + b"), ("Z = Z + b.item()", "Z = Z + 0")),
        "bias forgotten": (("Z = Z + b.item()", "Z = Z + 0"),),
        "float of an array": (("b.item()", "float(b)"),),
    },
    "conv_forward": {
        "stride ignored in the corners": (("vert_start = h * stride", "vert_start = h"),),
        "height for width": (("n_W = (n_W_prev", "n_W = (n_H_prev"),),
        "padded input in the cache": (("cache = (A_prev, W", "cache = (A_prev_pad, W"),),
        "no rounding down": (
            ("(n_H_prev - f + 2 * pad) // stride + 1", "int(np.ceil((n_H_prev - f + 2 * pad) / stride)) + 1"),
        ),
    },
    "pool_forward": {
        "stride ignored": (
            ("vert_start = h * stride", "vert_start = h"),
            ("horiz_start = w * stride", "horiz_start = w"),
        ),
        "average divided by f": (("np.mean(a_prev_slice)", "np.sum(a_prev_slice) / f"),),
    },
    "conv_backward": {
        "minus pad as an end": (("[pad : pad + n_H_prev, pad : pad + n_W_prev, :]", "[pad:-pad, pad:-pad, :]"),),
        "set instead of added": (("dW[:, :, :, c] +=", "dW[:, :, :, c] ="),),
        "bias gradient averaged": (("db[:, :, :, c] += dZ[i, h, w, c]", "db[:, :, :, c] += dZ[i, h, w, c] / m"),),
    },
    "create_mask_from_window": {"minimum": (("np.max(x)", "np.min(x)"),)},
    "distribute_value": {"not divided": (("dz / (n_H * n_W)", "dz"),)},
    "pool_backward": {
        "corner of the window in dA": (("mask * dA[i, h, w, c]", "mask * dA[i, vert_start, horiz_start, c]"),),
        "set instead of added": (("c] += mask", "c] = mask"),),
    },
    "create_placeholders": {"number of examples fixed": (("shape=(None, n_H0", "shape=(64, n_H0"),)},
    "initialize_parameters": {
        "another seed": (("glorot_uniform_initializer(seed=0)", "glorot_uniform_initializer(seed=1)"),)
    },
    "forward_propagation": {
        "VALID for SAME": (
            ('Z1 = tf.nn.conv2d(X, W1, strides=(1, 1, 1, 1), padding="SAME")',
             'Z1 = tf.nn.conv2d(X, W1, strides=(1, 1, 1, 1), padding="VALID")'),
        ),
        "softmax at the end": (("Z3 = fully_connected(F, 6)", "Z3 = tf.nn.softmax(fully_connected(F, 6))"),),
    },
    "compute_cost": {"sum for mean": (("tf.reduce_mean(", "tf.reduce_sum("),)},
    "model": {
        "plain gradient descent": (("tf.train.AdamOptimizer(", "tf.train.GradientDescentOptimizer("),),
    },
}  # fmt: skip

CRASH = "raise NameError(\"name 'vert_strat' is not defined\")"
HANG = "while True: pass"


def in_another_style(exercise: str) -> str | None:
    """Text of a right answer in the other style, or None if there is none for this exercise."""
    function = getattr(styles, exercise, None)
    return None if function is None else _without_annotations(inspect.getsource(function))


def _without_annotations(source: str) -> str:
    """Students write none, and a notebook does not know their names."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            for argument in node.args.args:
                argument.annotation = None
    return ast.unparse(tree) + "\n"


def with_mistake(exercise: str, solution: str, mistake: str) -> str:
    """Put a mistake into the text of a right solution.

    Raises
    ------
    ValueError
        If the solution no longer holds the text that the mistake changes.
    """
    for old, new in MISTAKES[exercise][mistake]:
        if old not in solution:
            msg = f"The solution of {exercise} has no {old!r}, which the mistake {mistake!r} changes."
            raise ValueError(msg)
        solution = solution.replace(old, new)
    return solution


def that_stops(solution: str, statement: str) -> str:
    """Put a statement that crashes or hangs in front of a solution's last line, its return."""
    head, separator, last = solution.rstrip().rpartition("\n    return")
    return f"{head}\n    {statement}{separator}{last}\n"
