"""In a language that brackets what is translated, no figure shows a word outside of brackets but names and code."""

import html

import figure_students as students
import numpy as np
import pytest
from made_up import MadeUp, pseudo_words
from matplotlib.backends.backend_agg import FigureCanvasAgg

from cnn_utils import figures
from cnn_utils.figures.learned import filters, maps
from cnn_utils.figures.prediction import prediction
from cnn_utils.figures.ready import needs
from cnn_utils.figures.speeds import Speeds
from cnn_utils.figures.training_view import TrainingPicture
from cnn_utils.language.catalogues import add_language
from cnn_utils.language.speaking import speaking
from tests.support.pseudo_language import plain_words, speaking_pseudo

DRAWN = np.random.RandomState(0)
SIGNS = DRAWN.randint(0, 256, (24, 64, 64, 3), dtype=np.uint8)
LABELS = np.arange(24).reshape(1, 24) % 6
CHANCES = DRAWN.dirichlet(np.ones(6), 24)
PREDICTED = CHANCES.argmax(axis=1)

# Names of the course and of its code; TensorFlow's names of layers; numbers.
CODE = set(
    "zero_pad conv_single_step conv_forward pool_forward conv_backward create_mask_from_window distribute_value "
    "pool_backward A_prev A_prev_pad a_slice_prev X_pad dz dZ dW db dA dA_prev mask mode max average "
    "stride pad floor True False nan inf CONV2D RELU MAXPOOL FLATTEN FULLY CONN ms µs".replace("_", " ").split()
)


def missing_name():
    with needs("model", "convolutional_model"):
        not_there  # noqa: B018, F821 - missing on purpose


FIGURES = {
    "padding": lambda: figures.padding(students.zero_pad),
    "padding of ones": lambda: figures.padding(lambda X, pad: students.zero_pad(X, pad) + 1),
    "single_step": lambda: figures.single_step(students.conv_single_step),
    "feature_maps": lambda: figures.feature_maps(students.conv_forward),
    "pooling": lambda: figures.pooling(students.pool_forward),
    "gradient_flow": lambda: figures.gradient_flow(students.conv_backward),
    "mask": lambda: figures.mask(students.create_mask_from_window),
    "mask of nothing": lambda: figures.mask(lambda x: x > 99),
    "average_spread": lambda: figures.average_spread(students.distribute_value),
    "pool_gradient": lambda: figures.pool_gradient(students.pool_backward),
    "animate_forward": lambda: figures.animate_forward(students.conv_forward),
    "animate_backward": lambda: figures.animate_backward(students.conv_backward),
    "sliding_window": lambda: figures.sliding_window(),
    "a window that reaches no end": lambda: figures.sliding_window(6, 3, 2, 0),
    "a window far from the end": lambda: figures.sliding_window(8, 3, 3, 0),
    "a window that does not fit": lambda: figures.sliding_window(2, 5, 1, 0),
    "try_window": lambda: figures.try_window(),
    "network": lambda: figures.network(),
    "sample_signs": lambda: figures.sample_signs(SIGNS, LABELS, range(6)),
    "cost_curve": lambda: figures.cost_curve([1.9, 1.2, 0.8]),
    "no cost": lambda: figures.cost_curve([]),
    "costs_beside": lambda: figures.costs_beside({"1": [1.9, 1.2], "2": [1.9, 1.3]}),
    "confusion_matrix": lambda: figures.confusion_matrix(LABELS, PREDICTED, range(6)),
    "no confusion": lambda: figures.confusion_matrix(LABELS, LABELS, range(6)),
    "worst_mistakes": lambda: figures.worst_mistakes(SIGNS, LABELS, CHANCES),
    "no mistakes": lambda: figures.worst_mistakes(SIGNS, PREDICTED, CHANCES),
    "filters": lambda: filters(np.ones((4, 4, 3, 8))),
    "maps": lambda: maps(np.ones((1, 8, 8, 8))),
    "prediction": lambda: prediction(SIGNS[0], CHANCES[0], range(6)),
    "nothing returned": lambda: figures.padding(lambda X, pad: None),
    "a part not returned": lambda: figures.pooling(lambda *args: (None, None)),
    "a stub that stops": lambda: figures.padding(lambda X, pad: X + None),
    "no function": lambda: figures.padding(3),
    "one value too few": lambda: figures.pooling(lambda *args: (1,)),
    "no numbers": lambda: figures.padding(lambda X, pad: "ab"),
    "another shape": lambda: figures.padding(lambda X, pad: X),
    "no mask": lambda: figures.mask(lambda x: x),
    "before a training": lambda: TrainingPicture(3, [], [], 0.0),
    "in a training": lambda: TrainingPicture(300, [1.0], [0.5], 4.0),
    "after a training": lambda: TrainingPicture(1, [1.0], [], 4.0),
    "speeds": lambda: Speeds({"1": 2.0, "2": 0.5, "3": 1e-5}),
}


def shown_by(figure):
    """All texts of a figure: drawn ones, alternative ones, those of its page, those of its steps."""
    drawing = getattr(figure, "drawing", None)
    drawing = drawing() if callable(drawing) else drawing or figure
    drawn = [text.get_text() for text in drawing.figure.axes[0].texts] if hasattr(drawing, "figure") else []
    page = figure._repr_html_() if hasattr(figure, "_repr_html_") else getattr(figure, "html", drawing.html)()
    return [*drawn, repr(figure), *getattr(figure, "captions", ()), html.unescape(page)]


@pytest.mark.parametrize("name", FIGURES)
def test_no_figure_shows_a_word_that_nobody_translated(name):
    with speaking_pseudo():
        words = {word for text in shown_by(FIGURES[name]()) for word in plain_words(text)}
    assert words - CODE == set()


@pytest.mark.parametrize("name", ["padding", "feature_maps", "sliding_window", "network", "maps"])
def test_longer_words_are_not_cut_off(name):
    add_language("stretched", MadeUp(pseudo_words))
    with speaking("stretched"):
        figure = FIGURES[name]()
    renderer = FigureCanvasAgg(figure.figure).get_renderer()
    boxes = {text.get_text(): text.get_window_extent(renderer) for text in figure.figure.axes[0].texts}
    width = 72 * figure.figure.get_figwidth()
    assert [words for words, box in boxes.items() if box.x0 < 0 or box.x1 > width] == []
