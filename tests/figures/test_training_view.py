import numpy as np
import pytest

from cnn_utils.figures import training_view
from cnn_utils.figures.training_view import LiveTraining, confusion_matrix, filters, maps, worst_mistakes

X = np.random.RandomState(0).randint(0, 256, (6, 64, 64, 3), dtype=np.uint8)


class Handle:
    def __init__(self, picture):
        self.seen = [picture]

    def update(self, picture, raw=False):
        self.seen.append(picture)


@pytest.fixture
def page(monkeypatch):
    handles = []

    def display(picture, display_id):
        handles.append(Handle(picture))
        return handles[-1]

    monkeypatch.setattr(training_view, "live_display", lambda: display)
    monkeypatch.setattr(training_view, "REDRAW_SECONDS", 0)
    return handles


def test_the_picture_grows_with_every_epoch(page):
    with LiveTraining(3) as live:
        for epoch, cost in enumerate((1.9, 1.5, 1.0)):
            live.epoch(epoch, cost, 0.2 * epoch)
    (handle,) = page
    assert [len(picture.costs) for picture in handle.seen] == [0, 1, 2, 3, 3]
    assert handle.seen[-1].line.startswith("epoch 3 of 3 · cost 1.0000 · accuracy 40.0% · ")
    assert handle.seen[-1].line.endswith(" s in all")


def test_fast_epochs_are_not_all_drawn(page, monkeypatch):
    monkeypatch.setattr(training_view, "REDRAW_SECONDS", 3600)
    with LiveTraining(100) as live:
        for epoch in range(100):
            live.epoch(epoch, 1.0)
    assert [len(picture.costs) for picture in page[0].seen] == [0, 1, 100]


def test_the_last_state_is_shown_when_training_is_interrupted(page):
    def train():
        with LiveTraining(9) as live:
            live.epoch(0, 1.9)
            live.epoch(1, 1.5)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train()
    assert len(page[0].seen[-1].costs) == 2


def test_nothing_is_left_of_a_training_that_stopped_before_its_first_epoch(page):
    with pytest.raises(TypeError), LiveTraining(9):
        raise TypeError
    assert page[0].seen[-1] == {"text/plain": ""}


def test_without_a_page_a_few_lines_are_printed(capsys):
    with LiveTraining(100) as live:
        for epoch in range(100):
            live.epoch(epoch, 2 - epoch / 100, 0.5)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 21
    assert lines[0].startswith("epoch 1 of 100 · cost 2.0000 · accuracy 50.0% · about ")
    assert lines[-1].startswith("epoch 100 of 100 · cost 1.0100 · accuracy 50.0%")


def test_training_again_in_the_same_view_begins_again():
    live = LiveTraining(5)
    for epoch, cost in ((0, 2.0), (1, 1.5), (0, 1.9)):
        live.epoch(epoch, cost)
    assert live.costs == [1.9]


def test_the_bar_shows_the_share_of_epochs():
    live = LiveTraining(4)
    live.epoch(0, 1.0)
    html = live.picture()._repr_html_()
    assert "width:25.0%" in html
    assert 'aria-valuemax="4" aria-valuenow="1"' in html
    assert html.count("<svg") == 1


@pytest.mark.parametrize("cost", [float("nan"), float("inf"), 0.0, -3.0, 1e30])
def test_any_cost_is_drawn(cost):
    live = LiveTraining(3)
    for epoch in range(2):
        live.epoch(epoch, cost, 0.5)
    assert "<svg" in live.picture()._repr_html_()


def test_the_picture_before_the_first_epoch_is_empty_axes():
    assert LiveTraining(3).picture().drawing().alt == "Training: epoch 0 of 3."


def test_the_confusion_matrix_counts_by_hand():
    drawing = confusion_matrix(np.array([[0, 0, 1, 1, 1, 2]]), np.array([0, 1, 1, 2, 2, 2]), range(3))
    assert (
        drawing.alt
        == "3 of 6 pictures are right. Most frequent mistakes: 2 times 1 taken for 2, 1 times 0 taken for 1."
    )
    assert "3 of 6 right (50.0%)" in drawing.svg()
    assert ">predicted<" in drawing.svg()


def test_a_confusion_matrix_of_nothing_is_drawn():
    assert confusion_matrix(np.array([]), np.array([]), range(6)).alt == (
        "0 of 0 pictures are right. Most frequent mistakes: none."
    )


def test_the_worst_mistakes_come_first():
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.05, 0.95], [0.5, 0.5], [0.0, 1.0]])
    drawing = worst_mistakes(X, np.array([[0, 1, 0, 0, 0, 1]]), probabilities)
    assert drawing.alt == (
        "3 of 6 pictures are mistaken. The worst: a 0 taken for 1, 95% sure; a 0 taken for 1, 80% sure; "
        "a 1 taken for 0, 60% sure."
    )


def test_no_mistakes_are_said():
    assert worst_mistakes(X, np.zeros(6), np.tile([0.9, 0.1], (6, 1))).alt == "No picture of 6 was mistaken."


def test_filters_and_maps_name_their_shapes():
    assert filters(np.random.RandomState(0).randn(4, 4, 3, 8)).alt.startswith("8 filters of 4 by 4 weights")
    drawing = maps(np.random.RandomState(0).randn(2, 64, 64, 8), example=1)
    assert drawing.alt.startswith("8 feature maps of 64 by 64 of example 1")
    assert len(drawing.html()) < 150_000


def test_a_constant_map_is_drawn():
    assert "<svg" in maps(np.zeros((1, 8, 8, 2))).svg()
