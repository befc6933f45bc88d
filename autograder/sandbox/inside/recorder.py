"""What a cell shows, in its order and within bounds: text of both streams, displays, values."""

from __future__ import annotations

import base64
import io
from typing import Any, ClassVar

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

Output = dict[str, Any]
_PICTURE_FACTOR = 8
_MOST_OUTPUTS = 2_000
_TRUNCATED = "\n[The output was longer than {:,} characters; the rest is not shown.]\n"
_TOO_MANY = f"\n[The cell shows more than {_MOST_OUTPUTS:,} things; the rest is not shown.]\n"


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
            self._put({"output_type": "stream", "name": name, "_pieces": [kept]})

    def add(self, output: Output, size: int) -> None:
        """Any other output; dropped when the cell has used up its room."""
        self._rich_room -= size + 100
        if self._rich_room > 0:
            self._put(output)

    def update(self, identity: object, output: Output, size: int) -> None:
        """Put an output in place of those shown under an id, as far as there is room for it."""
        for earlier in self.outputs:
            if earlier.get("_id") == identity and self._rich_room + earlier["_size"] > size:
                self._rich_room += earlier["_size"] - size
                earlier.update(output, _size=size)

    def clear(self) -> None:
        """Forget what the cell has shown so far: all its room is free again."""
        self.begin(self._limit)

    def keep(self, output: Output) -> None:
        """What a grade cell is scored by: no flood before it may push it out."""
        self.outputs.append(output)

    def _put(self, output: Output) -> None:
        if len(self.outputs) < _MOST_OUTPUTS:
            self.outputs.append(output)
        elif len(self.outputs) == _MOST_OUTPUTS:
            self.outputs.append({"output_type": "stream", "name": "stderr", "_pieces": [_TOO_MANY]})

    def take(self) -> list[Output]:
        """The outputs, streams put together."""
        for output in self.outputs:
            if "_pieces" in output:
                output["text"] = "".join(output.pop("_pieces"))
        return self.outputs


class Stream(io.TextIOBase):
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
        """Record a text, and nothing else."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.add_text(self._name, str(text))
        return len(text)

    def writable(self) -> bool:
        """Say so, as files do."""
        return True

    def fileno(self) -> int:
        """Give the descriptor below, which is caught too."""
        return self._fd


class Publisher(DisplayPublisher):
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
        output = {"output_type": "display_data", "data": data}
        size = _size(data)
        if update and identity is not None:
            self.recorder.update(identity, output, size)
            return
        if identity is not None:
            output |= {"_id": identity, "_size": size}
        self.recorder.add(output, size)

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell has shown so far."""
        self.recorder.clear()


class Hook(DisplayHook):
    """Where the value of a cell's last expression goes."""

    recorder: ClassVar[Recorder]

    def write_output_prompt(self) -> None:
        """Notebooks show no prompt inside the output."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:  # noqa: ANN401 - IPython's signature
        """Record the value's representations."""
        data = _texts(format_dict)
        output = {"output_type": "execute_result", "data": data}
        self.recorder.add(output | {"execution_count": self.prompt_count}, _size(data))


def _texts(data: Any) -> dict[str, str]:  # noqa: ANN401
    """The texts of a bundle of representations, and its pictures in base64: nobody is shown anything else."""
    written = {
        str(kind): base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for kind, value in dict(data).items()
    }
    return {kind: text for kind, text in written.items() if isinstance(text, str)}


def _size(data: dict[str, str]) -> int:
    return sum(map(len, data.values()))
