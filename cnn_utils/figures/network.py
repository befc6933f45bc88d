"""The application's network, with the shape of every layer."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.ready import gentle
from cnn_utils.figures.sheet import MARGIN, Canvas
from cnn_utils.language.speaking import later, say
from cnn_utils.palette import INPUT, OUTPUT, PADDING, WEIGHTS, WHITE, shade, tint

BASE = 172.0  # where the blocks stand
SLANT = 0.5  # how far the depth of a block goes up for each step right


@dataclass(frozen=True)
class Layer:
    """One block: what leads to it, its name and shape, and its drawn size.

    Attributes
    ----------
    before : tuple of str
        Lines over the arrow that leads to it; names of layers are TensorFlow's in every language.
    name, shape : str
    face, depth : float
        Side of the front face and depth, in pixels; not to scale, but in the right order.
    colour : str
    learned : bool
        Whether what leads to it has weights.
    """

    before: tuple[str, ...]
    name: str
    shape: str
    face: float
    depth: float
    colour: str
    learned: bool = False


LAYERS = (
    Layer((), "X", "64 × 64 × 3", 92, 8, INPUT),
    Layer(("CONV2D", "4 × 4", "+ RELU"), "A1", "64 × 64 × 8", 92, 18, OUTPUT, learned=True),
    Layer(("MAXPOOL", "8 × 8", later("stride 8")), "P1", "8 × 8 × 8", 40, 18, OUTPUT),
    Layer(("CONV2D", "2 × 2", "+ RELU"), "A2", "8 × 8 × 16", 40, 34, OUTPUT, learned=True),
    Layer(("MAXPOOL", "4 × 4", later("stride 4")), "P2", "2 × 2 × 16", 18, 34, OUTPUT),
)


@gentle
def network() -> Drawing:
    """Draw the network from the picture to the six scores.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    canvas = Canvas(
        892,
        262,
        say("The network"),
        say("what one picture becomes on its way to six scores; sizes are not to scale"),
    )
    x = MARGIN + 4
    for layer in LAYERS:
        if layer.before:
            x = _arrow(canvas, x, layer.before, WEIGHTS if layer.learned else PADDING)
        _block(canvas, x, layer)
        x += layer.face + layer.depth
    x = _arrow(canvas, x, ("FLATTEN",), PADDING)
    _column(canvas, x, 16, "F", "64", 6.5)
    x = _arrow(canvas, x + 14, ("FULLY", "CONN."), WEIGHTS)
    _column(canvas, x, 6, "Z3", "6", 12)
    canvas.remark(
        MARGIN + 4,
        242,
        say(
            "orange: what is learned, W1 (4, 4, 3, 8), W2 (2, 2, 8, 16) and 64 × 6 weights at the end; "
            "all padding is SAME"
        ),
        anchor="left",
    )
    return canvas.drawing(
        say(
            "The network as a row of blocks. X, 64 by 64 by 3; a convolution with eight 4 by 4 filters and ReLU give "
            "64 by 64 by 8; 8 by 8 max pooling gives 8 by 8 by 8; a convolution with sixteen 2 by 2 filters and ReLU "
            "give 8 by 8 by 16; 4 by 4 max pooling gives 2 by 2 by 16; flattened, 64 numbers; a fully connected layer "
            "gives six scores, Z3."
        )
    )


def _arrow(canvas: Canvas, x: float, words: tuple[str, ...], colour: str) -> float:
    """Draw the operation between two blocks; hand back where the next block begins."""
    room = 72.0
    if colour == WEIGHTS:
        canvas.rectangle(x + 9, BASE - 56, room - 18, 3, fill=WEIGHTS)
    for line, word in enumerate(reversed(words)):
        canvas.remark(x + room / 2, BASE - 65 - 13 * line, say(word))
    canvas.arrow((x + 10, BASE - 46), (x + room - 10, BASE - 46))
    return x + room


def _block(canvas: Canvas, x: float, layer: Layer) -> None:
    """Draw a block with its name and shape below."""
    rise = layer.depth * SLANT
    top = BASE - layer.face
    right, back = x + layer.face, x + layer.face + layer.depth
    canvas.polygon(
        [(x, top), (x + layer.depth, top - rise), (back, top - rise), (right, top)],
        fill=tint(layer.colour, 0.35),
        edge=WHITE,
    )
    canvas.polygon(
        [(right, top), (back, top - rise), (back, BASE - rise), (right, BASE)],
        fill=shade(layer.colour, 0.8),
        edge=WHITE,
    )
    canvas.rectangle(x, top, layer.face, layer.face, fill=tint(layer.colour, 0.65), edge=WHITE)
    _name(canvas, (x + back) / 2, layer.name, layer.shape)


def _column(canvas: Canvas, x: float, cells: int, name: str, shape: str, size: float) -> None:
    """Draw a vector as a column of cells."""
    top = BASE - 46 - cells * size / 2
    for row in range(cells):
        canvas.rectangle(x, top + row * size, 14, size, fill=tint(OUTPUT, 0.65), edge=WHITE, line=0.8)
    _name(canvas, x + 7, name, shape)


def _name(canvas: Canvas, centre: float, name: str, shape: str) -> None:
    """Write name and shape below a block."""
    canvas.text(centre, BASE + 20, name, weight="bold")
    canvas.remark(centre, BASE + 37, shape)
