"""What a zygote does once, so that no notebook has to: import, read, draw a figure, and forget whose machine it is."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import pkgutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.sandbox.walls.read_only_root import HOME

if TYPE_CHECKING:
    from autograder.sandbox.inside.shell import NotebookShell

_WARM_UP = """
import numpy as np, matplotlib.pyplot as plt
%matplotlib inline
plt.rcParams['image.cmap'] = 'gray'
fig, ax = plt.subplots(1, 2)
ax[0].set_title('x')
ax[0].imshow(np.zeros((3, 3)))
ax[1].plot([0, 1])
plt.show()
{}['no such key']
"""
_COMPILING = "cnn_utils.compiling"
# What NumPy and notebooks would otherwise load on first use, again in each child.
_MODULES = (
    "h5py",
    "matplotlib.pyplot",
    "matplotlib.image",
    "PIL.Image",
    "IPython.display",
    "numpy.random",
    "numpy.linalg",
    "numpy.fft",
    "numpy.ma",
    "numpy.polynomial",
    "numpy.testing",
)


def import_all(assignment: str) -> None:
    """Import what a child may come to need: it reads no file of the grader itself."""
    os.environ["HDF5_USE_FILE_LOCKING"] = "FALSE"  # all sessions read the same files, and locks are refused
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MPLBACKEND="agg", TF_CPP_MIN_LOG_LEVEL="3")
    os.environ.update(TF_NUM_INTRAOP_THREADS="1", TF_NUM_INTEROP_THREADS="1", CUDA_VISIBLE_DEVICES="-1")
    for name in _MODULES:
        importlib.import_module(name)
    for optional in ("tensorflow", "tensorflow.compat.v1") if assignment == "application" else ():
        with contextlib.suppress(ImportError):
            importlib.import_module(optional)
    _let_tensorflow_be()
    # Numba is a third of all imports, and grading waits for no loops to be compiled: who asks for it gets it then.
    for name in ("autograder.sandbox.inside", "cnn_utils"):
        for module in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
            if not module.name.startswith(_COMPILING):
                with contextlib.suppress(ImportError):
                    importlib.import_module(module.name)


def _let_tensorflow_be() -> None:
    """Run graphs as they are built: here each runs a few times only, and to improve it first takes longer than that."""
    if tensorflow := sys.modules.get("tensorflow"):
        tensorflow.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


def warm_data(assignment: str) -> dict[str, str]:
    """Read what every notebook reads: the visible cases, which are kept in memory, and the drawn signs, in a file."""
    from cnn_utils.checks import visible_cases
    from cnn_utils.signs import loading as datasets
    from cnn_utils.signs.h5_files import SignsFileError

    with contextlib.suppress(OSError):  # not generated yet: check() will say so
        for name, belongs_to in visible_cases.exercises().items():
            if belongs_to == assignment:
                visible_cases.load(name)
    if assignment != "application":
        return {}
    cache = Path(os.environ.setdefault("XDG_CACHE_HOME", str(Path.home() / ".cache"))) / "cnn_utils"
    with contextlib.suppress(OSError, SignsFileError):
        datasets.load_dataset()  # draws them, which takes seconds, unless that has been done once on this machine
    return {".cache/cnn_utils": str(cache)} if cache.is_dir() else {}


def forget_environment() -> None:
    """Keep of the environment what the libraries need, and give the rest the values of a student's own machine."""
    names = ("OMP_", "OPENBLAS_", "TF_", "CUDA_", "HDF5_", "XDG_CACHE_HOME")
    kept = {name: value for name, value in os.environ.items() if name.startswith(names)}
    os.environ.clear()
    os.environ.update(kept, PATH="/usr/local/bin:/usr/bin:/bin", HOME=HOME, LANG="C.UTF-8", USER="student")
    os.environ.update(MPLCONFIGDIR=HOME, MPLBACKEND="module://matplotlib_inline.backend_inline")
    os.environ["NBGRADER_EXECUTION"] = "autograde"  # as in nbgrader's own kernel: a notebook then trains briefly
    if sys.platform == "linux":  # what the process was started with stands in /proc/self/environ as long as it lives
        start, end = map(int, Path("/proc/self/stat").read_text().rpartition(")")[2].split()[47:49])
        ctypes.memset(start, 0, end - start)


def warm_shell(confined: bool) -> NotebookShell:
    """A shell that has drawn a figure and shown a traceback once, with what it kept of that thrown away."""
    from autograder.sandbox.inside.shell import make_shell

    shell = make_shell(Path(tempfile.mkdtemp(dir=HOME if confined else None)))
    shell.run(_WARM_UP, 1 << 20)
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]
    shell.recorder.begin(0)
    shell.execution_count = 1
    sys.path[:] = [entry for entry in sys.path if entry]
    gc.enable()
    gc.set_threshold(10_000)  # what little a child adds is seldom garbage
    gc.collect()
    gc.freeze()
    return shell
