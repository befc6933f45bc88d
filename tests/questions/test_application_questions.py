"""Questions on the functions of `application`: enough of them, with answers that an independent run gives too."""

import importlib
import math
import random
import time

import numpy as np
import pytest
import tensorflow as tf

from autograder.sandbox.inside.older import tf1_names
from autograder.solutions import application
from cnn_utils.calling.tf_isolation import eager, fresh_graph, running
from cnn_utils.questions.graph_families.graph_questions import EXERCISES
from cnn_utils.questions.making import families_of, questions_on
from cnn_utils.questions.subject import Subject

GRAPHS = sorted(EXERCISES - {"convolutional_model"})
IN_GRAPHS = ["solution", "compat_v1", "general_operations", "keras_in_a_graph", "own_variables"]
IN_GRAPHS += ["layers_of_tensorflow_1", "tensorflow_1_contrib"]
IN_KERAS = ["solution", "keras_functional", "keras_sequential", "keras_operations"]
ORDINALS = ("first", "second", "third")
v1 = tf.compat.v1


@pytest.fixture(scope="module", autouse=True)
def older_names():
    """As in the grader, where solutions for older versions of TensorFlow run."""
    tf1_names.install()
    yield
    tf1_names.uninstall()


def function_of(style, exercise):
    module = application if style == "solution" else importlib.import_module(f"styles_application.{style}")
    return getattr(module, exercise)


def made_by(family, exercise, styles, draws=6):
    """Questions of one family where it fits, as often as numbers are drawn for it, with their functions."""
    for style in styles:
        subject = Subject.of(function_of(style, exercise), exercise)
        for number in range(draws):
            question = families_of(exercise)[family](subject, random.Random(number))
            if question is not None:
                yield subject.function, question


def check_enough(asked):
    assert asked.problem == ""
    assert len(asked.questions) == 3
    assert len({question.family for question in asked.questions}) >= 2
    assert all(question.is_fair() and question.wrong for question in asked.questions)


@pytest.mark.parametrize("style", IN_GRAPHS)
def test_every_graph_is_asked_three_questions_of_two_families(style):
    for exercise in GRAPHS:
        for attempt in (1, 2, 3):
            check_enough(questions_on(function_of(style, exercise), exercise, attempt=attempt))


@pytest.mark.parametrize("style", IN_KERAS)
def test_every_keras_model_is_asked_three_questions_of_two_families(style):
    for attempt in (1, 2, 3):
        check_enough(questions_on(function_of(style, "convolutional_model"), "convolutional_model", attempt=attempt))


def test_every_family_fits_the_solution():
    fitting = {
        question.family
        for exercise in EXERCISES
        for question in questions_on(function_of("solution", exercise), exercise, count=40).questions
    }
    assert fitting == families_of("compute_cost").keys()


def test_the_questions_of_the_notebook_are_made_in_a_moment():
    def make(attempt):
        for exercise in GRAPHS:
            questions_on(function_of("solution", exercise), exercise, attempt=attempt)

    make(1)
    questions_on(function_of("compat_v1", "compute_cost"), "compute_cost")
    start = time.process_time()
    make(2)
    assert time.process_time() - start < 0.3


# Independent runs -------------------------------------------------------------------------------------------------


def numbers_in(text):
    """Whole numbers in a text, without those in code."""
    return [int(word.strip("(),.:?")) for word in text.split() if word.strip("(),.:?").isdigit()]


def test_a_number_of_numbers_in_one_example_is_what_a_fed_array_holds():
    for function, question in made_by("numbers_in_one", "create_placeholders", IN_GRAPHS):
        with fresh_graph(), v1.Session() as session:
            placeholder = function(32, 48, 3, 5)["`X` belong" not in question.text]
            shape = (1, *placeholder.shape[1:])
            assert session.run(placeholder, {placeholder: np.zeros(shape)}).size == question.answer


def test_an_array_that_can_be_fed_is_fed_and_all_others_are_refused():
    for function, question in made_by("can_be_fed", "create_placeholders", IN_GRAPHS):
        for letter, choice in zip("abcde", question.choices, strict=True):
            shape = tuple(numbers_in(choice))
            with fresh_graph(), v1.Session() as session:
                X, _ = function(32, 48, 3, 5)
                if letter == question.answer:
                    session.run(v1.shape(X), {X: np.zeros(shape)})
                else:
                    with pytest.raises(ValueError, match="Cannot feed value"):
                        session.run(v1.shape(X), {X: np.zeros(shape)})


@pytest.mark.parametrize("family", ["weights", "filters"])
def test_parameters_hold_as_many_numbers_as_their_initial_values(family):
    for function, question in made_by(family, "initialize_parameters", IN_GRAPHS, draws=4):
        with fresh_graph():
            parameters = function()
            with running() as session:
                variables = {name: value for name, value in parameters.items() if value is not None}
                values = {name: np.asarray(value) for name, value in session.run(variables).items()}
        if question.kind == "name":
            assert question.answer == max(values, key=lambda name: values[name].size)
            continue
        value = values[question.text.split("`")[1]]
        if family == "weights":
            assert question.answer == value.size
        else:
            assert question.answer == value.shape[2 if "channels" in question.text else 3]


def in_graph(function, picture):
    """Run a network on pictures: the values of its poolings and convolutions, of its result, and its matrices."""
    with fresh_graph():
        X = v1.placeholder("float32", (None, *picture))
        given = {"W1": v1.get_variable("W1", (4, 4, 3, 8)), "W2": v1.get_variable("W2", (2, 2, 8, 16))}
        Z3 = function(X, given)
        operations = v1.get_default_graph().get_operations()
        named = {"pooling": "MaxPool", "convolution": "Conv2D"}
        layers = {name: [op.outputs[0] for op in operations if op.type == kind] for name, kind in named.items()}
        with running() as session:
            values = session.run({**layers, "Z3": Z3}, {X: np.ones((2, *picture))})
            matrices = [value for value in session.run(v1.trainable_variables()) if value.ndim == 2]
    return values, matrices


def test_layers_of_a_graph_have_the_shapes_of_their_values():
    for style in IN_GRAPHS:
        values, matrices = None, None
        for family in ("layer_shape", "one_more_pooling", "last_layer", "scores"):
            for function, question in made_by(family, "forward_propagation", [style]):
                picture = (64, 64, 3) if "(64, 64, 3)" in question.text else (64, 96, 3)
                if values is None:
                    values, matrices = in_graph(function, picture)
                if family == "layer_shape":
                    ordinal, kind = question.text.rstrip("?").split()[-2:]
                    assert values[kind][ORDINALS.index(ordinal)].shape[1:] == question.answer
                elif family == "one_more_pooling":
                    last = values["pooling"][-1]
                    assert question.answer == (math.ceil(last.shape[1] / 2), math.ceil(last.shape[2] / 2), 16)
                elif family == "last_layer":
                    assert [matrix.size for matrix in matrices] == [question.answer]
                else:
                    assert question.answer == (numbers_in(question.text)[0], values["Z3"].shape[1])


GIVEN = {
    "create_placeholders": lambda function: function(32, 48, 3, 5)[0],
    "initialize_parameters": lambda function: function()["W1"],
    "forward_propagation": lambda function: function(
        v1.placeholder("float32", (None, 64, 64, 3)),
        {"W1": v1.get_variable("W1", (4, 4, 3, 8)), "W2": v1.get_variable("W2", (2, 2, 8, 16))},
    ),
    "compute_cost": lambda function: function(*(v1.placeholder("float32", (None, 6)) for _ in range(2))),
}
"""The tensor that each function gives."""


@pytest.mark.parametrize("exercise", GRAPHS)
def test_a_tensor_holds_no_number_that_could_be_read_before_a_session_runs(exercise):
    for function, question in made_by("value_before_run", exercise, IN_GRAPHS, draws=1):
        with fresh_graph():
            tensor = GIVEN[exercise](function)
            with pytest.raises((AttributeError, NotImplementedError, RuntimeError)):
                tensor.numpy()
            assert tensor.graph is v1.get_default_graph()
        assert question.shown_answer == "no number yet: it is a place in the graph"


def test_running_a_cost_gives_as_many_numbers_as_the_one_right_choice_says():
    for function, question in made_by("cost_shape", "compute_cost", IN_GRAPHS, draws=2):
        (many,) = numbers_in(question.text)
        with fresh_graph():
            Z3, Y = (v1.placeholder("float32", (None, 6)) for _ in range(2))
            cost = function(Z3, Y)
            with running() as session:
                value = session.run(cost, {Z3: np.zeros((many, 6)), Y: np.eye(6)[[0] * many]})
        said = {
            letter: 1 if text == "one" else int(text) for letter, text in zip("abcd", question.choices, strict=True)
        }
        assert [letter for letter, numbers in said.items() if numbers == value.size] == [question.answer]


def cost_of(scores, labels):
    """The mean softmax cross-entropy, by its definition."""
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
    return float(np.mean(-np.log((probabilities * labels).sum(axis=1))))


def test_a_changed_minibatch_changes_the_cost_as_its_definition_says():
    chance = np.random.default_rng(0)
    scores, labels = chance.normal(size=(4, 6)), np.eye(6)[[0, 2, 5, 1]]
    changed = {
        "The examples": (scores[::-1], labels[::-1]),
        "The rows of": (scores, labels[::-1]),
        "Every entry": (scores + 10, labels),
        "Every row": (np.tile(scores, (2, 1)), np.tile(labels, (2, 1))),
    }
    for _, question in made_by("changed_batch", "compute_cost", IN_GRAPHS, draws=10):
        before = cost_of(scores, labels)
        after = cost_of(*next(batch for start, batch in changed.items() if question.text.startswith(start)))
        by_answer = {"nothing": before, "it doubles": 2 * before, "it grows by 10": before + 10}
        fits = [words for words, value in by_answer.items() if np.isclose(after, value)]
        assert fits == [question.shown_answer] or (not fits and question.shown_answer == "it changes in another way")


def test_equal_scores_cost_the_logarithm_of_the_number_of_classes():
    for _, question in made_by("equal_scores", "compute_cost", IN_GRAPHS):
        cost = cost_of(np.zeros((3, 6)), np.eye(6)[:3])
        assert float(question.shown_answer.split(",")[0]) == pytest.approx(cost, abs=0.005)


def test_layers_of_a_keras_model_hold_and_give_what_calling_it_shows():
    for style in IN_KERAS:
        function = function_of(style, "convolutional_model")
        picture = (64, 64, 3) if style in ("keras_sequential", "keras_operations") else (64, 96, 3)
        with eager():
            model = function(picture)
            answer = np.asarray(model(np.zeros((5, *picture))))
        convolutions = [layer for layer in model.layers if type(layer).__name__ == "Conv2D"]
        for _, question in made_by("answer_of_model", "convolutional_model", [style]):
            assert question.answer == (numbers_in(question.text)[0], answer.shape[1])
        for _, question in made_by("layer_parameters", "convolutional_model", [style]):
            assert question.answer == convolutions["second convolution" in question.text].count_params()
        for _, question in made_by("layers_that_learn", "convolutional_model", [style], draws=1):
            assert question.answer == sum(layer.count_params() > 0 for layer in model.layers)
        for _, question in made_by("before_training", "convolutional_model", [style], draws=3):
            assert (np.ptp(np.asarray(convolutions[0].weights[0])) > 0) == ("random" in question.shown_answer)
        for _, question in made_by("layer_shape", "convolutional_model", [style]):
            ordinal, kind = question.text.rstrip("?").split()[-2:]
            layers = [
                layer for layer in model.layers if ("Pool" if kind == "pooling" else "Conv") in type(layer).__name__
            ]
            assert tuple(layers[ORDINALS.index(ordinal)].output.shape[1:]) == question.answer
        for _, question in made_by("one_more_pooling", "convolutional_model", [style], draws=1):
            last = [layer for layer in model.layers if "Pool" in type(layer).__name__][-1]
            with eager():
                pooled = tf.nn.max_pool2d(tf.zeros((1, *last.output.shape[1:])), ksize=2, strides=2, padding="SAME")
            assert question.answer == tuple(pooled.shape[1:])
        for _, question in made_by("last_layer", "convolutional_model", [style], draws=1):
            (matrix,) = (value for value in model.trainable_weights if len(value.shape) == 2)
            assert question.answer == matrix.numpy().size


NOTHING = "{} returns nothing yet: fill it in first, then ask again."


@pytest.mark.parametrize(
    ("exercise", "function", "problem"),
    [
        ("convolutional_model", lambda input_shape: None, NOTHING),
        ("create_placeholders", lambda *sizes: (None, None), NOTHING),
        ("initialize_parameters", lambda: {"W1": None, "W2": None}, NOTHING),
        ("compute_cost", lambda Z3, Y: Z3.other, "{} stops with AttributeError in line "),
        ("model", lambda *args: 1 / 0, "{} stops with ZeroDivisionError in line "),
    ],
)
def test_what_cannot_be_asked_about_gets_a_sentence(exercise, function, problem):
    asked = questions_on(function, exercise)
    assert asked.problem.startswith(problem.format(exercise))
    assert not asked.questions


def test_an_error_is_told_with_the_line_of_the_function_itself():
    function = function_of("solution", "forward_propagation")
    broken = type(function)(function.__code__, {**function.__globals__, "tf": None})
    line = int(questions_on(broken, "forward_propagation").problem.split("in line ")[1].split(":")[0])
    assert function.__code__.co_firstlineno < line < function.__code__.co_firstlineno + 60
