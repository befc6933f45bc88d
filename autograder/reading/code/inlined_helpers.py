"""Whether `model` writes out what the notebook has it call: such a training stands on a network of its own."""

from __future__ import annotations

import ast

from autograder.reading.code.fixing import parse

# A helper of model, and the operations that show that its work is done in model itself.
_WRITTEN_OUT = {
    "initialize_parameters": {"get_variable", "Variable"},
    "forward_propagation": {"conv2d", "Conv2D", "convolution2d", "convolution"},
}


def inlined_helpers(source: str) -> tuple[str, ...]:
    """Name the helpers that a `model` does the work of instead of calling them.

    A helper whose line was left open is none of them: then nothing does its work.

    Parameters
    ----------
    source : str
        The function's text.

    Returns
    -------
    tuple of str
        Names of graded functions.
    """
    tree = parse(source)
    nodes = list(ast.walk(tree)) if tree else []
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    operations = {node.attr for node in nodes if isinstance(node, ast.Attribute)} | names
    return tuple(helper for helper, does in _WRITTEN_OUT.items() if helper not in names and does & operations)
