"""Cases of the TensorFlow exercises. What they expect is computed in NumPy: the judge needs no TensorFlow.

No case hangs on a mistake in another exercise: forward_propagation gets right weights, compute_cost gets scores, and
model trains a stand-in network (`cnn_utils.calling.model_driver`). Every call takes the arguments of its driver
(`cnn_utils.calling.drivers`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.cases.application.application_calls import CALLS, NamedCall
from autograder.cases.application.application_relations import RELATIONS
from autograder.cases.application.graph_records import RECORDS
from autograder.cases.case import Case, Relation
from autograder.own_course import kept
from cnn_utils.compare.expected import Anything, Array, Drawn, Exactly, Expected, Fields, Number, Parts
from cnn_utils.language.speaking import later

WEIGHTS: dict[str, dict[str, float]] = {
    "create_placeholders": {
        later("published example"): 0.3,
        later("shape of X"): 0.3,
        later("shape of Y"): 0.3,
        later("float32"): 0.1,
    },
    "initialize_parameters": {
        later("shapes"): 0.3,
        later("trainable"): 0.1,
        later("Glorot-uniform"): 0.3,
        later("published example"): 0.3,
    },
    "forward_propagation": {
        later("published example"): 0.25,
        later("output shape"): 0.15,
        later("fully connected layer"): 0.2,
        later("convolutions and poolings"): 0.4,
    },
    "compute_cost": {
        later("published example"): 0.25,
        later("values"): 0.3,
        later("mean over the examples"): 0.2,
        later("softmax"): 0.15,
        later("a single number"): 0.1,
    },
    "model": {
        later("example"): 0.2,
        later("training"): 0.25,
        later("train accuracy"): 0.15,
        later("test accuracy"): 0.15,
        later("smaller last minibatch"): 0.1,
        later("cost of an epoch"): 0.1,
        later("height and width apart"): 0.05,
    },
    "convolutional_model": {later("parameter counts"): 0.3, later("probabilities"): 0.2, later("values"): 0.5},
}

# Decided by a relation alone; the case says whether there is anything to look at.
_BY_LAW = frozenset(
    {"Glorot-uniform", "output shape", "mean over the examples", "softmax", "a single number", "probabilities"}
)

# float32 convolutions add up in another order on every machine; Adam divides by small numbers.
_GRAPH_RTOL, _TRAINED_RTOL = 1e-4, 1e-3

Value = Any
Tree = dict[str, Expected]


def cases_for(exercise: str, edition: str, key: bytes) -> tuple[Case, ...]:
    """See `autograder.cases.cases_for`: every edition publishes the same numbers for these exercises.

    Only our own notebooks ask for the header as it is given: elsewhere students try other numbers in it.
    """
    return _cases(exercise, key, edition == "current")


@kept(maxsize=64)
def relations_for(exercise: str, key: bytes) -> tuple[Relation, ...]:
    """See `autograder.cases.relations_for`."""
    return tuple(relation for build in RELATIONS.get(exercise, ()) for relation in build(key))


def weights_for(exercise: str) -> dict[str, float]:
    """See `autograder.cases.weights_for`."""
    return WEIGHTS[exercise]


def reference_for(exercise: str, edition: str) -> Callable[..., Any]:
    """See `autograder.cases.reference_for`; this one needs TensorFlow."""
    from autograder import solutions

    reference: Callable[..., Any] = getattr(solutions, exercise)
    return reference


def by_the_rules_of(edition: str, exercise: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """See `autograder.cases.by_the_rules_of`: the rules of these exercises are the same in every edition."""
    return function


@kept(maxsize=64)
def _cases(exercise: str, key: bytes, own_header: bool) -> tuple[Case, ...]:
    return tuple(case for named in CALLS[exercise](key) for case in _cases_of(named, own_header))


def _cases_of(named: NamedCall, own_header: bool) -> list[Case]:
    """Split a call into cases that speak for one property each; all share the call."""
    exercise = named.call.exercise
    record = RECORDS[exercise](*named.call.args)
    if exercise == "model" and not own_header:
        del record["changed_defaults"]
    return [
        Case(
            id=f"{exercise}/{named.name}" + (f"-{prop.replace(' ', '-')}" if len(named.properties) > 1 else ""),
            title=named.title,
            call=named.call,
            expected=Anything(later("the returned value")) if prop in _BY_LAW else _EXPECTED[exercise](record, prop),
            properties=(prop,),
            visible=named.visible,
            edition="all" if prop == "published example" else "",
        )
        for prop in named.properties
    ]


def _placeholders(record: Value, prop: str) -> Expected:
    keys = {"float32": ("op", "dtype"), "published example": ("op", "dtype", "shape")}.get(prop, ("shape",))
    tensors = [
        Anything(name)
        if prop == f"shape of {other}"
        else Fields(
            name,
            {key: Exactly(later(_TENSOR_WORDS[key], name=name), tensor[key]) for key in keys},
            later("a placeholder"),
        )
        for name, other, tensor in zip("XY", "YX", record, strict=True)
    ]
    return Parts(later("the returned value"), tuple(tensors))


_TENSOR_WORDS = {"op": later("kind of {name}"), "dtype": later("dtype of {name}"), "shape": later("shape of {name}")}


def _parameters(record: Value, prop: str) -> Expected:
    if prop == "shapes":
        shapes: Tree = {
            name: Exactly(later("shape of {name}", name=name), shape) for name, shape in record["shapes"].items()
        }
        return Fields("parameters", {"shapes": Fields("parameters", shapes)})
    if prop == "trainable":
        return Fields(
            "parameters", {"trainable": Exactly(later("variables that training may change"), record["trainable"])}
        )
    values: Tree = {name: Drawn(name, value) for name, value in record["values"].items()}
    return Fields("parameters", {"values": Fields("parameters", values)})


def _Z3(record: Value, prop: str) -> Expected:
    return Array("Z3", record, _GRAPH_RTOL)


def _cost(record: Value, prop: str) -> Expected:
    return Number("cost", record)


def _training(record: Value, prop: str) -> Expected:
    parts: Tree = {
        "bypassed": Exactly(later("parts of the network that model leaves out"), ()),
        "sizes": Exactly(later("sizes given to create_placeholders"), record["sizes"]),
        "returned": Exactly(later("number of returned values"), record["returned"]),
        "parameters": Exactly(later("third returned value"), record["parameters"]),
        "trained": Fields(
            later("trained weights"),
            {
                name: Array(later("{name} after training", name=name), value, _TRAINED_RTOL)
                for name, value in record["trained"].items()
            },
        ),
        "costs": Fields(
            "costs",
            {
                epoch: Number(later("cost after epoch {epoch}", epoch=epoch), cost, _TRAINED_RTOL)
                for epoch, cost in record["costs"].items()
            },
        ),
        "train_accuracy": Number("train_accuracy", record["train_accuracy"]),
        "test_accuracy": Number("test_accuracy", record["test_accuracy"]),
    }
    if "changed_defaults" in record:
        parts["changed_defaults"] = Exactly(later("arguments with a changed default"), record["changed_defaults"])
    order: Tree = {"order": Exactly(later("order of the sizes given to create_placeholders"), record["order"])}
    wanted = {
        "training": ("trained",),
        "smaller last minibatch": ("trained",),
        "cost of an epoch": ("costs",),
        "train accuracy": ("train_accuracy",),
        "test accuracy": ("test_accuracy",),
        "height and width apart": ("order",),
    }.get(prop, tuple(parts))
    return Fields(later("what model does"), {part: (parts | order)[part] for part in wanted})


def _keras(record: Value, prop: str) -> Expected:
    if prop == "parameter counts":
        parameters = Exactly(later("parameters of each layer"), record["parameters"])
        return Fields("model", {"parameters": parameters}, later("a keras.Model"))
    return Fields("model", {"output": Array("output", record["output"], _GRAPH_RTOL)}, later("a keras.Model"))


_EXPECTED: dict[str, Callable[[Value, str], Expected]] = {
    "create_placeholders": _placeholders,
    "initialize_parameters": _parameters,
    "forward_propagation": _Z3,
    "compute_cost": _cost,
    "model": _training,
    "convolutional_model": _keras,
}
