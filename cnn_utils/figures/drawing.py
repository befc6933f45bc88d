"""A figure that carries its title and alternative text wherever it is shown.

In a notebook page it is inline SVG that follows the page's theme; where only images are shown it is a PNG on a light
panel; in a terminal it is its alternative text.
"""

from __future__ import annotations

import io
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnn_utils.figures.fonts import OWN, told_once
from cnn_utils.palette import INK, MUTED, PANEL

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL import Image

FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
PIXEL_RATIO = 1.5  # PNG pixels for each unit of the drawing
COLOURS = 128


class Drawing:
    """A matplotlib figure with title and alternative text.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    title : str
    alt : str
        What a reader who does not see the figure needs to know.
    """

    def __init__(self, figure: Figure, title: str, alt: str) -> None:
        self.figure = figure
        self.title = title
        self.alt = alt

    def svg(self) -> str:
        """Inline SVG: page text in the page's colour, no ids, comments or style rules that could touch the page."""
        import matplotlib as mpl

        buffer = io.StringIO()
        with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": self.title}), told_once():
            self.figure.savefig(
                buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Format": None}
            )
        return _inline(buffer.getvalue(), self.title, self.alt)

    def png(self) -> bytes:
        """PNG on a light panel, for places that show no HTML; few colours keep it small."""
        from PIL import Image

        buffer = io.BytesIO()
        self.image().quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(buffer, format="PNG")
        return buffer.getvalue()

    def image(self, ratio: float = PIXEL_RATIO) -> Image.Image:
        """Pixels of the figure on a light panel, `ratio` for each unit of the drawing."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        canvas, size = FigureCanvasAgg(self.figure), self.figure.dpi
        try:
            self.figure.set_dpi(72 * ratio)
            self.figure.set_facecolor(PANEL)
            with told_once():
                canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib leaves it untyped
            return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")  # type: ignore[no-untyped-call]
        finally:
            self.figure.set_dpi(size)

    def save(self, path: str | Path) -> None:
        """Write the figure to a .svg or .png file."""
        target = Path(path)
        if target.suffix == ".png":
            target.write_bytes(self.png())
        else:
            target.write_text(self.svg(), encoding="utf-8")

    def html(self) -> str:
        """Inline SVG in a container that shrinks with the page and never scrolls."""
        return f'<div class="cnn-figure" style="margin:.4em 0;overflow-x:auto">{self.svg()}</div>'

    def __repr__(self) -> str:
        return f"{self.title}. {self.alt}"

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
        bundle = {"text/html": self.html(), "text/plain": repr(self), "image/png": self.png()}
        return bundle, {"image/png": {"alt": self.alt}}


def _inline(svg: str, title: str, alt: str) -> str:
    """Turn a matplotlib SVG file into a piece of a page."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    # The style rule of matplotlib is for "*": inlined, it would restyle every icon of the page.
    body = re.sub(r"<style.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r"<defs>\s*</defs>", "", body)
    body = re.sub(r' id="(?:figure|axes|patch|text|line2d|image|PathCollection|Quad\w+)_\d+"', "", body)
    body = re.sub(r' id="step-(\d+)-(\d+)"', r' data-first="\1" data-last="\2"', body)
    body = body.replace(f"'{OWN}'", FONTS)
    for ink, opacity in ((INK, "1"), (MUTED, ".75")):
        for paint in ("fill", "stroke"):
            colour = f"{paint}: currentColor" + (f"; {paint}-opacity: {opacity}" if opacity != "1" else "")
            body = body.replace(f"{paint}: {ink}", colour)
    body = re.sub(r"(-?\d+\.\d{3})\d+", r"\1", body)
    body = re.sub(r"<g>\s*</g>", "", body)
    body = re.sub(r">\s+<", "><", body).replace("\n", " ")
    width = re.search(r'viewBox="0 0 ([\d.]+) ', body)
    size = width.group(1) if width else "600"
    head = (
        f'<svg role="img" aria-label="{escape(alt)}" '
        f'style="width:100%;max-width:{size}px;height:auto;stroke-linejoin:round;stroke-linecap:butt" '
    )
    body = re.sub(r' (?:width|height)="[\d.]+pt"', "", body, count=2)
    start = body.index(">") + 1
    opening = body[:start].replace("<svg ", head, 1)
    return f"{opening}<title>{escape(title)}</title><desc>{escape(alt)}</desc>{body[start:]}"
