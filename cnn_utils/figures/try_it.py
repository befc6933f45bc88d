"""Try it: sliders for n, f, stride and pad move a window and the size of its output."""

from __future__ import annotations

import uuid
from html import escape
from typing import Any

from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.ready import gentle
from cnn_utils.figures.window import output_size, window_drawing
from cnn_utils.language.speaking import say
from cnn_utils.notebook import live_display

RANGES = {"n": (1, 10), "f": (1, 5), "stride": (1, 4), "pad": (0, 3)}
BOARD = 300.0
STILL = '<p style="font:13px system-ui,sans-serif;margin:0 0 0 16px;opacity:.8">{words}</p>'


class TryWindow:
    """Sliders and the picture they move; where widgets do not run, the still picture.

    Both are displayed. The picture that the sliders move carries one style rule, which hides the still one: a saved
    page, a page without widgets and a notebook opened without a kernel do not see that rule and show the still picture.

    Attributes
    ----------
    drawing : Drawing
        The picture for the current numbers.
    alt : str
        Its alternative text.
    """

    def __init__(self, n: int, f: int, stride: int, pad: int) -> None:
        self.drawing: Drawing = window_drawing(n, f, stride, pad, board=BOARD)
        self.start = {"n": n, "f": f, "stride": stride, "pad": pad}

    @property
    def alt(self) -> str:
        """Alternative text of the current picture."""
        return self.drawing.alt

    def widget(self, style: str = "") -> Any:  # noqa: ANN401  # ipywidgets has no types
        """Build the sliders above the picture; `style` goes in front of the picture."""
        import ipywidgets

        def slider_for(name: str, value: int, low: int, high: int) -> Any:  # noqa: ANN401  # ipywidgets has no types
            look = {"layout": ipywidgets.Layout(width="230px"), "style": {"description_width": "44px"}}
            return ipywidgets.IntSlider(value=value, min=low, max=max(high, value), description=name, **look)

        sliders = {name: slider_for(name, value, *RANGES[name]) for name, value in self.start.items()}
        place = slider_for(say("place"), 0, 0, 0)
        picture = ipywidgets.HTML()

        def draw(change: object = None) -> None:
            numbers = {name: slider.value for name, slider in sliders.items()}
            place.max = max(output_size(**numbers) ** 2 - 1, 0)
            self.drawing = window_drawing(**numbers, at=place.value, board=BOARD)
            picture.value = style + self.drawing.html()

        draw()
        for slider in (*sliders.values(), place):
            slider.observe(draw, names="value")
        columns = [sliders["n"], sliders["f"]], [sliders["stride"], sliders["pad"]], [place]
        return ipywidgets.VBox([ipywidgets.HBox([ipywidgets.VBox(column) for column in columns]), picture])

    def __repr__(self) -> str:
        return repr(self.drawing)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:  # noqa: ANN401  # IPython's own
        return self.drawing._repr_mimebundle_(include, exclude)

    def _ipython_display_(self) -> None:
        """Show the sliders where a kernel answers them, and always the still picture."""
        from IPython.display import display

        bundle, metadata = self._repr_mimebundle_()
        live = live_display()
        if live is not None:
            name = f"cnn-still-{uuid.uuid4().hex[:12]}"
            try:
                live(self.widget(f"<style>#{name}{{display:none}}</style>"))
            except ImportError:
                pass
            else:
                words = say("A still picture: run the cell with a kernel and ipywidgets for sliders.")
                still = STILL.format(words=escape(words))
                bundle["text/html"] = f'<div id="{name}">{bundle["text/html"]}{still}</div>'
        display(bundle, metadata=metadata, raw=True)


@gentle
def try_window(n: int = 6, f: int = 3, stride: int = 1, pad: int = 1) -> TryWindow:
    """Show sliders for the input size n, the filter size f, stride and pad, beginning with these numbers.

    Parameters
    ----------
    n : int
        Side of the square input.
    f : int
        Side of the square window.
    stride : int
        How far the window moves at each step.
    pad : int
        Zeros around the input.

    Returns
    -------
    TryWindow
        Sliders and picture; where widgets do not run, the still picture.
    """
    return TryWindow(n, f, stride, pad)
