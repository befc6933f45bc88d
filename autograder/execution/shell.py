"""An IPython shell that runs cells and keeps their outputs as a notebook would.

No kernel: nothing listens, no thread runs, and the shell survives a fork. Made once in the zygote, warm, and used by
each child as its own.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import os
import subprocess
import traceback
from pathlib import Path
from typing import Any, ClassVar

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.execution.plain_cells import PlainCellsFirst

Output = dict[str, Any]
_PICTURE_FACTOR = 8
_TRUNCATED = "\n[The output was longer than {:,} characters; the rest is not shown.]\n"


class Recorder:
    """Outputs of one cell in their order, bounded."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, limit: int) -> None:
        """Start with no outputs and room for `limit` characters."""
        self.outputs: list[Output] = []
        self._limit = limit
        self._text_room, self._rich_room = limit, _PICTURE_FACTOR * limit

    def add_text(self, name: str, text: str) -> None:
        """Text on stdout or stderr; consecutive texts become one output."""
        if not text or self._text_room <= 0:
            return
        kept = text[: self._text_room]
        self._text_room -= len(kept)
        if self._text_room <= 0:
            kept += _TRUNCATED.format(self._limit)
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == name:
            last["_pieces"].append(kept)
        else:
            self.outputs.append({"output_type": "stream", "name": name, "_pieces": [kept]})

    def add(self, output: Output, size: int) -> None:
        """Any other output; dropped when the cell has used up its room."""
        self._rich_room -= size + 100
        if self._rich_room > 0:
            self.outputs.append(output)

    def keep(self, output: Output) -> None:
        """What a grade cell is scored by: no flood before it may push it out."""
        self.outputs.append(output)

    def take(self) -> list[Output]:
        """The outputs, streams put together."""
        for output in self.outputs:
            if "_pieces" in output:
                output["text"] = "".join(output.pop("_pieces"))
        return self.outputs


class _Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, recorder: Recorder, name: str, fd: int) -> None:
        self._recorder, self._name, self._fd = recorder, name, fd

    @property
    def name(self) -> str:
        """What file objects answer to."""
        return f"<{self._name}>"

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.add_text(self._name, str(text))
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._fd


class _Publisher(DisplayPublisher):
    """Where ``display(...)`` and figures go."""

    recorder: ClassVar[Recorder]

    def publish(
        self,
        data: Any,  # noqa: ANN401 - IPython's signature
        metadata: Any = None,  # noqa: ANN401
        source: Any = None,  # noqa: ANN401
        *,
        transient: Any = None,  # noqa: ANN401
        update: bool = False,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Record a bundle, or put it in place of an earlier one of the same id."""
        identity = (transient or {}).get("display_id")
        data = _texts(data)
        output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        if update and identity is not None:
            for earlier in self.recorder.outputs:
                if earlier.get("_id") == identity:
                    earlier.update(output)
            return
        if identity is not None:
            output["_id"] = identity
        self.recorder.add(output, _size(data))

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell has shown so far."""
        self.recorder.outputs.clear()


class _Hook(DisplayHook):
    """Where the value of a cell's last expression goes."""

    recorder: ClassVar[Recorder]

    def write_output_prompt(self) -> None:
        """Notebooks show no prompt inside the output."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:  # noqa: ANN401 - IPython's signature
        """Record the value's representations."""
        data = _texts(format_dict)
        output = {"output_type": "execute_result", "data": data, "metadata": md_dict or {}}
        self.recorder.add(output | {"execution_count": self.prompt_count}, _size(data))


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
    shell = NotebookShell.instance(config=config, display_pub_class=_Publisher, displayhook_class=_Hook)
    shell.input_transformer_manager = PlainCellsFirst()
    shell.recorder = Recorder()
    _Publisher.recorder = _Hook.recorder = shell.recorder
    shell.run_line_magic("matplotlib", "inline")
    return shell


def catch_output(shell: NotebookShell) -> None:
    """Send stdout and stderr, and the file descriptors below them, to the shell's recorder."""
    import sys

    for fd, name in ((1, "stdout"), (2, "stderr")):
        file = os.memfd_create(name) if hasattr(os, "memfd_create") else os.open(f"/tmp/{name}", os.O_RDWR | os.O_CREAT)
        os.dup2(file, fd)
        os.close(file)
        _append_only(fd)
        setattr(sys, name, _Stream(shell.recorder, name, fd))


def _append_only(fd: int) -> None:
    import fcntl

    fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_APPEND)


def _texts(data: Any) -> dict[str, Any]:  # noqa: ANN401
    """A bundle of representations with bytes written in base64, as notebooks keep them."""
    return {
        str(kind): base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for kind, value in dict(data).items()
    }


def _size(data: dict[str, Any]) -> int:
    return sum(len(value) if isinstance(value, str) else 1000 for value in data.values())
