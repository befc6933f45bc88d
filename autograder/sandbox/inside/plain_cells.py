"""Spare cells of plain Python IPython's search for magics, which takes it longer than to run most of them."""

from __future__ import annotations

import re

from IPython.core.inputtransformer2 import TransformerManager

# What a transformer may look for: a mark of a magic, a shell line or help; a first line that is blank or indented; a
# prompt, or one of the marks at the start of a line that quote or call; and line ends other than Python's own.
_SPECIAL = re.compile(r"[%!?\r\v\f]|\A\s|^[ \t]*(?:[,;/]|>>>|\.\.\.|In \[)", re.MULTILINE)


class PlainCellsFirst(TransformerManager):
    """IPython's own transformers, for those cells only in which they might find something."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._known = self._registered()

    def transform_cell(self, cell: str) -> str:
        """Give plain Python back as it is, but for the line end that IPython adds."""
        if _SPECIAL.search(cell) or self._registered() != self._known:
            transformed: str = super().transform_cell(cell)
            return transformed
        return cell if cell.endswith("\n") else cell + "\n"

    def _registered(self) -> tuple[object, ...]:
        """All transformers there are; a notebook may add its own."""
        return (*self.cleanup_transforms, *self.line_transforms, *self.token_transformers)
