"""Try it: sliders for n, f, stride and pad move a window and the size of its output."""

from __future__ import annotations

from typing import Any

from cnn_utils.figures.drawing import Drawing, grading
from cnn_utils.figures.window import output_size, sliding_window

WIDGET = "application/vnd.jupyter.widget-view+json"
RANGES = {"n": (1, 10), "f": (1, 5), "stride": (1, 4), "pad": (0, 3)}
BOARD = 300.0
STILL = (
    '<p style="font:13px system-ui,sans-serif">Sliders need a running kernel and ipywidgets; '
    "this is the picture for the numbers given.</p>"
)


class TryWindow:
    """Sliders and the picture they move; where widgets do not run, the still picture alone.

    Attributes
    ----------
    drawing : Drawing
        The picture for the current numbers.
    alt : str
        Its alternative text.
    """

    def __init__(self, n: int, f: int, stride: int, pad: int) -> None:
        self.drawing: Drawing = sliding_window(n, f, stride, pad, board=BOARD)
        self.start = {"n": n, "f": f, "stride": stride, "pad": pad}

    @property
    def alt(self) -> str:
        """Alternative text of the current picture."""
        return self.drawing.alt

    def widget(self) -> Any:  # noqa: ANN401  # ipywidgets has no types
        """Build the sliders above the picture."""
        import ipywidgets

        def slider_for(name: str, value: int, low: int, high: int) -> Any:  # noqa: ANN401  # ipywidgets has no types
            look = {"layout": ipywidgets.Layout(width="230px"), "style": {"description_width": "44px"}}
            return ipywidgets.IntSlider(value=value, min=low, max=max(high, value), description=name, **look)

        sliders = {name: slider_for(name, value, *RANGES[name]) for name, value in self.start.items()}
        place = slider_for("place", 0, 0, 0)
        picture = ipywidgets.HTML()

        def draw(change: object = None) -> None:
            numbers = {name: slider.value for name, slider in sliders.items()}
            place.max = max(output_size(**numbers) ** 2 - 1, 0)
            self.drawing = sliding_window(**numbers, at=place.value, board=BOARD)
            picture.value = self.drawing.html()

        draw()
        for slider in (*sliders.values(), place):
            slider.observe(draw, names="value")
        columns = [sliders["n"], sliders["f"]], [sliders["stride"], sliders["pad"]], [place]
        return ipywidgets.VBox([ipywidgets.HBox([ipywidgets.VBox(column) for column in columns]), picture])

    def __repr__(self) -> str:
        return repr(self.drawing)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        bundle, _ = self.drawing._repr_mimebundle_()
        if grading():
            return bundle
        try:
            view = self.widget()._repr_mimebundle_()
        except ImportError:
            return bundle
        return {**bundle, "text/html": bundle["text/html"] + STILL, WIDGET: view[WIDGET]}


def try_window(n: int = 6, f: int = 3, stride: int = 1, pad: int = 1) -> TryWindow:
    """Show sliders for the input size n, the filter size f, stride and pad, beginning with these numbers."""
    return TryWindow(n, f, stride, pad)
