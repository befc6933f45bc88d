"""Questions in another language: the same ones, with the same right answers, and no English left in what is shown."""

import re
from contextlib import contextmanager
from gettext import NullTranslations

import pytest
from simulated_answers import NAMES, STYLES, cells, style

from autograder.oral.oral_questions import Part
from autograder.oral.oral_sheets import sheet_page
from autograder.solutions import application
from cnn_utils.language.catalogues import add_language
from cnn_utils.language.speaking import speaking
from cnn_utils.questions.answer_check import replies
from cnn_utils.questions.ask_card import AskCard
from cnn_utils.questions.ask_widget import AskForm
from cnn_utils.questions.graph_families.graph_questions import EXERCISES
from cnn_utils.questions.making import questions_on
from cnn_utils.questions.question import asked_from_plain, asked_to_plain

CODE = {"max", "average", "dz", "None", "ln", "minibatch_size", "num_epochs", "Mean", "Placeholder", "Variable", "AddV"}


class Hidden(NullTranslations):
    """A language without a letter of ours outside of code and placeholders."""

    def gettext(self, message):
        parts = re.split(r"(`[^`]*`|\{[^{}]*\})", message)
        return "".join(part if at % 2 else re.sub("[A-Za-z]", "¤", part) for at, part in enumerate(parts))


@contextmanager
def speaking_hidden():
    add_language("hidden", Hidden())
    with speaking("hidden"):
        yield


def english_in(text):
    """Words of two letters and more outside of code."""
    without_code = re.sub(r"`[^`]*`|answers_\w+ = \{.*\}|<code>.*?</code>|&\w+;|<[^>]*>|\w+Error", " ", text)
    return set(re.findall(r"[A-Za-z_]{2,}", without_code)) - CODE - {*NAMES, *EXERCISES, "model"}


def everything_shown(asked):
    """All that is said on questions: unanswered, answered right, with each known slip, and with what is no answer."""
    right = {number: question.answer for number, question in enumerate(asked.questions, 1)}
    slips = {number: [wrong.answer for wrong in question.wrong] for number, question in enumerate(asked.questions, 1)}
    given = [{}, right, dict.fromkeys(right, ())]
    given += [{number: each[at % len(each)] for number, each in slips.items()} for at in range(6)]
    cards = [AskCard(asked), *(AskCard(asked, replies(asked, answers)) for answers in given[1:])]
    return "\n".join([*map(str, cards), *(card._repr_html_() for card in cards)])


def check_language(function, exercise, **options):
    english = questions_on(function, exercise, **options)
    with speaking_hidden():
        hidden = questions_on(function, exercise, **options)
        assert english_in(everything_shown(hidden)) == set()
        assert asked_from_plain(asked_to_plain(hidden)) == hidden
        assert english_in(everything_shown(asked_from_plain(asked_to_plain(hidden)))) == set()
    assert hidden == english


@pytest.mark.parametrize("name", STYLES[::6])
def test_the_same_code_is_asked_the_same_in_every_language(name):
    for exercise in NAMES:
        check_language(style(name)[exercise], exercise, key=name, count=9)


@pytest.mark.parametrize("exercise", sorted(EXERCISES))
def test_functions_of_tensorflow_are_asked_the_same_in_every_language(exercise):
    check_language(getattr(application, exercise), exercise, count=12)


def test_the_training_is_asked_about_the_same_in_every_language():
    check_language(application.model, "model")


def test_what_leads_to_a_mistake_is_data_and_no_beginning_of_a_sentence(tmp_path):
    code = {"distribute_value": "def distribute_value(dz, shape):\n    return np.ones(shape) * dz\n"}
    function = cells(code, tmp_path, "wrong")["distribute_value"]
    with speaking_hidden():
        leading = [q for q in questions_on(function, "distribute_value", count=9).questions if q.leads_to_mistake]
    assert leading
    check_language(function, "distribute_value", count=9)


@pytest.mark.parametrize("body", ["return 1 / 0", "return None"])
def test_why_nothing_is_asked_is_said_in_the_language_too(body, tmp_path):
    function = cells({"zero_pad": f"def zero_pad(X, pad):\n    {body}\n"}, tmp_path, "stuck")["zero_pad"]
    check_language(function, "zero_pad")


def test_the_form_speaks_the_language():
    function = style("plain_loops")["conv_forward"]
    with speaking_hidden():
        form = AskForm(questions_on(function, "conv_forward"), lambda _: questions_on(function, "conv_forward"))
        _, title, *rows, buttons, closing = form.widget.children
        for row in rows:
            row.children[1].value = None if hasattr(row.children[1], "options") else "12"
        buttons.children[0].click()
    words = [button.description for button in buttons.children] + [title.value, closing.value]
    words += [part.value for row in rows for part in (row.children[0], row.children[2])]
    words += [getattr(row.children[1], "placeholder", "") for row in rows]
    words += [label for row in rows for label, _ in getattr(row.children[1], "options", ())]
    assert english_in(" ".join(words)) == set()


def test_the_oral_sheet_is_written_in_the_language_of_who_prints_it():
    questions = questions_on(style("plain_loops")["conv_forward"], "conv_forward", count=8).questions
    with speaking_hidden():
        page = sheet_page("step_by_step", "ada", "", [Part("conv_forward", ((1, "pass"),), questions)])
    assert '<html lang="hidden">' in page
    body = re.sub(r'<div class="code">.*?</div></div>', "", page[page.index("<body>") :])
    names = {wrong.answer for question in questions if question.kind == "name" for wrong in question.wrong}
    names |= {question.answer for question in questions if question.kind == "name"}
    assert english_in(body) - names == {"ada", "step", "by"}
