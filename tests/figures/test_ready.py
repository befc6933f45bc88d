import pytest

from cnn_utils.figures.ready import needs, when_ready


@pytest.fixture
def notes(monkeypatch):
    from IPython import display as ipython

    shown = []
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(ipython, "display", lambda drawing: shown.append(drawing.alt))
    return shown


def note(name, reason):
    return f"{name} is not ready yet: fill it in, then run this cell again. {reason}"


def test_a_block_that_runs_shows_no_note(notes):
    with needs("model"):
        pass
    assert when_ready(lambda: 3) == 3
    assert notes == []


def test_an_unfinished_function_gets_a_note(notes):
    def model():
        (a, b) = None
        return a, b

    assert when_ready(model) is None
    with needs("model", "convolutional_model"):
        model()
    reason = "Just now it raised TypeError: cannot unpack non-iterable NoneType object."
    assert notes == [note("model", reason), note("model or convolutional_model", reason)]


def test_what_an_earlier_cell_makes_is_missing(notes):
    with needs("model"):
        parameters  # noqa: B018, F821 - missing on purpose
    assert notes == [note("model", "Just now: parameters is missing, which a cell above makes.")]


def test_a_reader_can_stop_a_block():
    with pytest.raises(KeyboardInterrupt), needs("model"):
        raise KeyboardInterrupt


@pytest.mark.parametrize("graded", [False, True])
def test_the_note_is_drawn_for_who_watches_and_written_while_grading(monkeypatch, capsys, graded):
    from IPython import display as ipython

    drawn = []
    monkeypatch.setattr(ipython, "display", drawn.append)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    if graded:
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    when_ready(lambda: 1 / 0)
    assert len(drawn) == (0 if graded else 1)
    said = "it raised ZeroDivisionError: division by zero"
    assert (said in capsys.readouterr().out) == graded
