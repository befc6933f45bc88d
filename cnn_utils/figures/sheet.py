"""A sheet to draw on, in units of one CSS pixel, y downwards: grids of cells, outlines, arrows and text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import numpy as np

from cnn_utils.compare.sentences import short
from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.fonts import families, told_once
from cnn_utils.language.catalogues import ENGLISH
from cnn_utils.language.speaking import language_in_use
from cnn_utils.palette import INK, MUTED, WHITE, ink_on, shade, tint

if TYPE_CHECKING:
    from matplotlib.artist import Artist

Anchor = Literal["left", "center", "right"]
Fill = Callable[[int, int], str]
CELL = 34.0  # one cell of a grid
TEXT, SMALL, TITLE = 11.0, 10.0, 14.0  # sizes of letters
MARGIN = 16.0
EDGE = 4.0  # what a text keeps away from the edge
SHORT = 6  # letters that fit wherever they stand
HEAD = 54.0  # where the drawing begins, below title and subtitle


class Canvas:
    """A matplotlib figure without axes.

    Parameters
    ----------
    width, height : float
        Size in CSS pixels.
    title : str
        Drawn at the top left.
    subtitle : str
        One quieter line below it.
    """

    def __init__(self, width: float, height: float, title: str, subtitle: str = "") -> None:
        from matplotlib.figure import Figure

        self.width, self.height, self.title = width, height, title
        self.layer: str | None = None
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(height, 0)
        if title:
            self.text(MARGIN, 18, title, size=TITLE, weight="bold", anchor="left")
        if subtitle:
            self.text(MARGIN, 37, subtitle, size=TEXT, colour=MUTED, anchor="left")

    @contextmanager
    def during(self, first: int, last: int) -> Iterator[None]:
        """Show what is drawn inside only from step `first` to step `last` of an animation."""
        self.layer = f"step-{first}-{last}"
        yield
        self.layer = None

    def rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        edge: str = "none",
        line: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """Draw a rectangle with its top left corner at (x, y)."""
        from matplotlib.patches import Rectangle

        style = (0, (3, 2)) if dashed else "-"
        self._add(Rectangle((x, y), width, height, facecolor=fill, edgecolor=edge, linewidth=line, linestyle=style))

    def polygon(
        self, corners: Sequence[tuple[float, float]], *, fill: str, edge: str = "none", line: float = 1.0
    ) -> None:
        """Draw a closed shape."""
        from matplotlib.patches import Polygon

        self._add(Polygon(corners, closed=True, facecolor=fill, edgecolor=edge, linewidth=line))

    def line(self, points: Sequence[tuple[float, float]], *, colour: str = MUTED, width: float = 1.0) -> None:
        """Draw a line through points."""
        from matplotlib.lines import Line2D

        xs, ys = zip(*points, strict=True)
        self._add(Line2D(xs, ys, color=colour, linewidth=width, solid_capstyle="round"))

    def dot(self, x: float, y: float, colour: str, *, edge: str = WHITE, radius: float = 4.0) -> None:
        """Draw a filled dot."""
        from matplotlib.patches import Circle

        self._add(Circle((x, y), radius, facecolor=colour, edgecolor=edge, linewidth=1.2))

    def _add(self, artist: Artist) -> None:
        """Put an artist on the current layer; nothing is clipped, which keeps clip paths out of the SVG."""
        artist.set_gid(self.layer)
        self.axes.add_artist(artist)
        artist.set_clip_on(False)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = TEXT,
        colour: str = INK,
        anchor: Anchor = "center",
        weight: str = "normal",
        italic: bool = False,
    ) -> None:
        """Write one line of text, vertically centred on y."""
        self.axes.text(
            x,
            y,
            words,
            fontsize=size,
            color=colour,
            ha=anchor,
            va="center_baseline",
            fontweight=weight,
            fontstyle="italic" if italic else "normal",
            family=families(),
            parse_math=False,
            gid=self.layer,
        )

    def arrow(
        self, start: tuple[float, float], end: tuple[float, float], *, colour: str = MUTED, bend: float = 0.0
    ) -> None:
        """Draw an arrow from `start` to `end`; `bend` curves it."""
        from matplotlib.patches import FancyArrowPatch

        self._add(
            FancyArrowPatch(
                start,
                end,
                arrowstyle="->,head_length=4,head_width=2.6",
                connectionstyle=f"arc3,rad={bend}",
                color=colour,
                linewidth=1.3,
                shrinkA=0,
                shrinkB=0,
                mutation_scale=1,
                joinstyle="round",
                capstyle="round",
            )
        )

    def cell(self, x: float, y: float, fill: str, words: str = "", *, size: float = CELL, bold: bool = False) -> None:
        """Draw one cell with a short text."""
        self.rectangle(x, y, size, size, fill=fill, edge=WHITE, line=1.2)
        if words:
            fits = min(TEXT, size * 0.36) * (0.8 if len(words) > 5 else 1.0)
            self.text(
                x + size / 2, y + size / 2, words, size=fits, colour=ink_on(fill), weight="bold" if bold else "normal"
            )

    def grid(
        self,
        x: float,
        y: float,
        values: np.ndarray,
        colour: str,
        *,
        size: float = CELL,
        fill: Fill | None = None,
        words: Callable[[float], str] = short,
        caption: str = "",
        strong: Callable[[int, int], bool] = lambda row, column: False,
    ) -> None:
        """Draw a matrix as cells with their numbers, a caption above.

        Parameters
        ----------
        x, y : float
            Top left corner of the first cell.
        values : ndarray of shape (n_H, n_W)
        colour : str
            Colour of the quantity; cells get a light tint of it.
        fill : callable, optional
            Fill of the cell in a row and column, in place of the tint.
        """
        for (row, column), value in np.ndenumerate(values):
            paint = fill(row, column) if fill else tint(colour, 0.3)
            self.cell(x + column * size, y + row * size, paint, words(value), size=size, bold=strong(row, column))
        if caption:
            self.caption(x + values.shape[1] * size / 2, y, caption)

    def caption(self, centre: float, top: float, words: str) -> None:
        """Name what is below."""
        self.text(centre, top - 11, words, size=TEXT)

    def remark(self, centre: float, y: float, words: str, *, anchor: Anchor = "center") -> None:
        """Write a quiet line."""
        self.text(centre, y, words, size=SMALL, colour=MUTED, anchor=anchor)

    def frame(
        self, x: float, y: float, rows: int, columns: int, colour: str, *, size: float = CELL, dashed: bool = False
    ) -> None:
        """Outline a window of cells in a strong form of `colour`."""
        self.rectangle(
            x, y, columns * size, rows * size, edge=shade(colour, 0.9), line=1.8 if dashed else 2.6, dashed=dashed
        )

    def picture(self, x: float, y: float, width: float, height: float, pixels: np.ndarray) -> None:
        """Show an image: uint8 (n_H, n_W, 3), or floats 0 to 1."""
        image = self.axes.imshow(
            pixels, extent=(x, x + width, y + height, y), interpolation="none", aspect="auto", clip_on=False
        )
        image.set_gid(self.layer)
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(self.height, 0)

    def drawing(self, alt: str) -> Drawing:
        """Finish: the figure with its alternative text."""
        if language_in_use() != ENGLISH:
            self._keep_inside()
        return Drawing(self.figure, self.title, alt)

    def _keep_inside(self) -> None:
        """Shift what a translation made too long for its place, and shrink what is too long for any.

        The places were found for English words.
        """
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        renderer = FigureCanvasAgg(self.figure).get_renderer()  # type: ignore[no-untyped-call]
        room = self.width - 2 * EDGE
        for text in self.axes.texts:
            if len(text.get_text()) < SHORT:
                continue
            with told_once():
                box = text.get_window_extent(renderer)
                if box.width > room:
                    text.set_fontsize(float(text.get_fontsize()) * room / box.width)
                    box = text.get_window_extent(renderer)
            over = max(box.x1 - (self.width - EDGE), 0.0) or min(box.x0 - EDGE, 0.0)
            text.set_x(text.get_position()[0] - over)
