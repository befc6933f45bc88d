"""An IPython shell that runs cells and keeps their outputs as a notebook would.

No kernel: nothing listens, no thread runs, and the shell survives a fork. Made once in the zygote, warm, and used by
each child as its own.
"""

from __future__ import annotations

import ast
import contextlib
import os
import subprocess
import traceback
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.sandbox.inside.plain_cells import PlainCellsFirst
from autograder.sandbox.inside.recorder import Hook, Output, Publisher, Recorder, Stream


class NotebookShell(InteractiveShell):
    """The shell; `run` is what a session asks for."""

    recorder: Recorder

    def run(self, source: str, limit: int) -> tuple[list[Output], BaseException | None]:
        """Run one cell.

        Returns
        -------
        outputs : list of dict
            Outputs in notebook format 4.
        error : BaseException or None
        """
        self.recorder.begin(limit)
        result = self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        self._drain()
        return self.recorder.take(), result.error_before_exec or result.error_in_exec

    def run_as_written(self, source: str, limit: int) -> tuple[list[Output], BaseException | None]:
        """Run an instructor's grade cell past all that a notebook can do to how cells are read: hooks, transformers.

        Only the value of the last expression is shown, as nbgrader reads it.
        """
        self.recorder.begin(limit)
        error = None
        try:
            value = _evaluate(source, self.user_ns)
            if value is not None:
                data = {"text/plain": repr(value)[:10_000]}
                result = {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}
                self.recorder.keep(result)
        except BaseException as caught:  # noqa: BLE001 - whatever student code raises fails the cell
            error = caught
            self.recorder.keep(_error_output(type(caught), caught, traceback.format_exception(caught)))
        self._drain()
        return self.recorder.take(), error

    def set_pictures(self, wanted: bool) -> None:
        """Whether figures are drawn; nobody looks at those of a replay."""
        assert self.display_formatter is not None
        for kind, formatter in self.display_formatter.formatters.items():
            if kind.startswith(("image/", "application/pdf")):
                formatter.enabled = wanted

    def should_run_async(
        self,
        raw_cell: str,
        *,
        transformed_cell: str | None = None,
        preprocessing_exc_tuple: Any = None,  # noqa: ANN401 - IPython's signature
    ) -> bool:
        """Whether the cell awaits something; to see that, IPython compiles it, so those that cannot are spared."""
        text = raw_cell if transformed_cell is None else transformed_cell
        return ("await" in text or "async" in text) and bool(
            super().should_run_async(
                raw_cell, transformed_cell=transformed_cell, preprocessing_exc_tuple=preprocessing_exc_tuple
            )
        )

    def system(self, cmd: str) -> None:
        """Run a shell line, ``!ls``, with its output in the cell's."""
        command = self.var_expand(cmd, depth=1)  # type: ignore[no-untyped-call]
        done = subprocess.run(command, shell=True, stdin=subprocess.DEVNULL, check=False)
        self.user_ns["_exit_code"] = done.returncode
        self._drain()

    def _tee(self, channel: str) -> Any:  # noqa: ANN401 - a context manager
        """Keep no second, unbounded copy of all output in IPython's history."""
        return contextlib.nullcontext()

    def enable_gui(self, gui: str | None = None) -> None:
        """Inline figures need no event loop."""

    def ask_exit(self) -> None:
        """Leave ``exit`` without an effect: the other cells are still to run."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        error = _error_output(etype, evalue, stb)
        self.recorder.add(error, sum(map(len, error["traceback"])))

    def _drain(self) -> None:
        """Add what was written past Python, by C code and by programs that the cell has started."""
        for fd, name in ((1, "stdout"), (2, "stderr")):
            try:
                written = os.pread(fd, 1 << 20, 0)
                if written:
                    os.ftruncate(fd, 0)
            except OSError:  # the cell has closed it
                continue
            self.recorder.add_text(name, written.decode("utf-8", "replace"))


def _error_output(etype: type, evalue: BaseException, stb: list[str]) -> Output:
    try:
        text = str(evalue)
    except Exception:  # noqa: BLE001 - a student's exception class may fail at being printed
        text = "(its message cannot be shown)"
    lines = [str(line)[:20_000] for line in stb[-200:]]
    return {"output_type": "error", "ename": etype.__name__, "evalue": text[:10_000], "traceback": lines}


# Kept from before the first student byte: a notebook may replace these names in builtins and in their modules.
_parse, _compile, _exec, _eval = ast.parse, compile, exec, eval


def _evaluate(source: str, namespace: dict[str, Any]) -> Any:  # noqa: ANN401 - any value
    """Run plain Python and give the value of its last expression, or None."""
    tree = _parse(source)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        _exec(_compile(tree, "<grade cell>", "exec"), namespace)
        return None
    del tree.body[-1]
    _exec(_compile(tree, "<grade cell>", "exec"), namespace)
    return _eval(_compile(ast.Expression(last.value), "<grade cell>", "eval"), namespace)


def make_shell(folder: Path) -> NotebookShell:
    """The shell, with stdout, stderr, display and inline figures recorded."""
    config = Config()
    config.HistoryManager.enabled = False  # its thread and its database would not survive the fork
    config.InteractiveShell.ipython_dir = str(folder)
    config.InteractiveShell.display_page = True
    config.InteractiveShell.colors = "linux"
    shell = NotebookShell.instance(config=config, display_pub_class=Publisher, displayhook_class=Hook)
    shell.input_transformer_manager = PlainCellsFirst()
    shell.recorder = Recorder()
    Publisher.recorder = Hook.recorder = shell.recorder
    shell.run_line_magic("matplotlib", "inline")
    return shell


def catch_output(shell: NotebookShell) -> None:
    """Send stdout and stderr to the shell's recorder; it reads what is written to the descriptors below them too."""
    import sys

    for fd, name in ((1, "stdout"), (2, "stderr")):
        setattr(sys, name, Stream(shell.recorder, name, fd))
