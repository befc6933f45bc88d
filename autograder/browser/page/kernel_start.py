"""IPython in the reader's browser: without what a tab has no use for, and imported once for all visits.

A frozen Python is the memory of one that has imported IPython. A visit that goes on from there starts in half the time.
"""

from __future__ import annotations

import logging
import random
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

# The terminal takes as long to import as the rest of IPython, and a history that is not kept needs no database.
_UNUSED = {"IPython.terminal.embed": ("embed",), "sqlite3": ("Connection", "DatabaseError", "OperationalError")}


def import_kernel() -> None:
    """Import what the notebook runs in."""
    stand_ins = {name: _stand_in(name, *classes) for name, classes in _UNUSED.items()}
    sys.modules.update(stand_ins)
    kernel = import_module("pyodide_kernel").kernel_instance
    del sys.modules["sqlite3"]  # whoever imports it in the notebook has the real one
    # Completion by jedi takes two seconds to import, and knows no more of a notebook than the notebook itself.
    kernel.interpreter.Completer.use_jedi = False
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # says that it takes a moment, in red


def freeze() -> None:
    """Import it without anything of this page's JavaScript, which no memory can hold."""
    sys.modules["pyodide_js"] = _stand_in("pyodide_js", "loadPackagesFromImports")
    import_kernel()
    del sys.modules["pyodide_js"]


def begin() -> None:
    """Import it, or give a Python that was frozen what belongs to this page, and random numbers of its own."""
    if "pyodide_kernel" in sys.modules:
        kernel: Any = import_module("pyodide_kernel.kernel")
        kernel._load_packages_from_imports = import_module("pyodide_js").loadPackagesFromImports
        random.seed()
    else:
        import_kernel()


def _stand_in(name: str, *classes: str) -> ModuleType:
    module = ModuleType(name)
    for one in classes:
        setattr(module, one, type(one, (Exception,), {}))
    return module
