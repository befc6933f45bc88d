"""Complete scripts of the styles: the plain loops, with a style's own functions in their places.

`python tests/support/style_scripts.py FOLDER` writes them to a folder, for `autograder check FOLDER/*.py`.
"""

import ast
import sys
from pathlib import Path

STYLES = {path.stem: path for path in sorted(Path(__file__).parents[1].glob("styles/[!_]*.py"))}
BASE = "plain_loops"


def own_functions(style: str) -> dict[str, str]:
    """Return a style's functions (and classes) by name, as written."""
    source = STYLES[style].read_text(encoding="utf-8")
    kinds = ast.FunctionDef | ast.ClassDef
    return {
        node.name: ast.get_source_segment(source, node) for node in ast.parse(source).body if isinstance(node, kinds)
    }


def complete_script(style: str) -> str:
    """Return the plain loops with a style's own functions in their places."""
    functions = own_functions(BASE) | own_functions(style)
    return "\n\n\n".join(["import numpy as np", *functions.values()]) + "\n"


if __name__ == "__main__":
    for style in STYLES:
        (Path(sys.argv[1]) / f"{style}.py").write_text(complete_script(style), encoding="utf-8")
