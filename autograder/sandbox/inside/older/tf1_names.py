"""TensorFlow 1 names on today's TensorFlow, so that application notebooks of 2017 to 2019 run as they were written.

`install` gives ``tf.placeholder``, ``tf.Session``, ``tf.train.AdamOptimizer`` and all the others back from
``tf.compat.v1``, and ``tf.contrib.layers`` and ``tf.layers``, which are gone from there too, from
`tf1_contrib` and `tf1_layers`. Nothing that today's TensorFlow has is taken away, so Keras code runs beside it,
and two habits of Keras 2 that notebooks of 2021 have are understood again: padding="SAME" or filters=8.0, and
``tf.nn.relu`` of a Keras tensor. It is meant for a process that runs one foreign notebook; `uninstall` puts everything
back.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from autograder.sandbox.inside.older import tf1_contrib, tf1_layers

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Where both have a name, today's stays, and the old one answers to arguments that only it knows (filter=, dimension=).
_BOTH = (
    *("argmax", "argmin", "reduce_mean", "reduce_sum", "reduce_max", "reduce_min", "squeeze", "expand_dims"),
    *("nn.conv2d", "nn.max_pool", "nn.avg_pool", "nn.softmax", "nn.log_softmax", "nn.dropout"),
)
_NAMESPACES = ("nn", "train", "losses", "metrics", "math", "random", "image", "initializers", "summary", "linalg", "io")
# Operations that Keras 2 made layers of when they were given a Keras tensor.
_OF_KERAS_TENSORS = ("nn.relu", "nn.softmax", "nn.max_pool", "nn.max_pool2d", "nn.avg_pool", "reshape")
# A program that calls one of these is a TensorFlow 1 program, and all of it runs in graph mode.
_GRAPH_ONLY = (
    *("placeholder", "Session", "InteractiveSession", "set_random_seed", "get_variable"),
    *("global_variables_initializer", "initialize_all_variables"),
)
# Initializers that draw other numbers, or on another scale, under the same name today.
_OTHERWISE_DRAWN = ("random_normal_initializer", "random_uniform_initializer")
_NOT_GIVEN = {"keras", "layers", "estimator", "contrib"}  # loaders of packages that are no longer there

_ABSENT = object()
_before: list[tuple[Any, str, Any]] = []
_graph_mode = contextlib.ExitStack()


def install() -> None:
    """Give the old names back. Doing it twice changes nothing."""
    import tensorflow as tf

    if _before:
        return
    old = tf.compat.v1
    _fill(tf, old)
    for namespace in _NAMESPACES:
        if hasattr(tf, namespace) and hasattr(old, namespace):
            _fill(getattr(tf, namespace), getattr(old, namespace))
    for path in _BOTH:
        _let_both_answer(tf, old, path)
    for name in _OTHERWISE_DRAWN:
        _set(tf, name, getattr(old, name))
    for name in _GRAPH_ONLY:
        _set(tf, name, _in_graph_mode(getattr(old, name)))
    for path in _OF_KERAS_TENSORS:
        _let_take_keras_tensors(tf, path)
    _let_layers_take_old_arguments()
    _add_contrib(tf)
    _silence_summaries(tf)


def uninstall() -> None:
    """Take the old names away again and return to the mode from before."""
    while _before:
        holder, name, value = _before.pop()
        if holder is sys.modules:
            sys.modules.pop(name, None)
        elif value is _ABSENT:
            delattr(holder, name)
        else:
            setattr(holder, name, value)
    _graph_mode.close()


def _set(holder: Any, name: str, value: Any) -> None:  # noqa: ANN401 - TensorFlow is untyped
    _before.append((holder, name, vars(holder).get(name, _ABSENT)))
    setattr(holder, name, value)


def _fill(new: Any, old: Any) -> None:  # noqa: ANN401 - TensorFlow is untyped
    """Give `new` every public name of `old` that it lacks."""
    for name in set(dir(old)) - set(dir(new)) - _NOT_GIVEN:
        if not name.startswith("_"):
            _set(new, name, getattr(old, name))


def _found(tf: Any, path: str) -> tuple[Any, str, Callable[..., Any]]:  # noqa: ANN401 - TensorFlow is untyped
    """Find "nn.relu": the namespace, the name in it and the function."""
    namespace, _, name = path.rpartition(".")
    holder = getattr(tf, namespace) if namespace else tf
    return holder, name, getattr(holder, name)


def _let_both_answer(tf: Any, old: Any, path: str) -> None:  # noqa: ANN401 - TensorFlow is untyped
    (holder, name, present), (_, _, past) = _found(tf, path), _found(old, path)
    accepted = inspect.signature(present)

    @functools.wraps(present)
    def either(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - TensorFlow is untyped
        try:
            accepted.bind(*args, **kwargs)
        except TypeError:
            return past(*args, **kwargs)
        return present(*args, **kwargs)

    _set(holder, name, either)


def _let_take_keras_tensors(tf: Any, path: str) -> None:  # noqa: ANN401 - TensorFlow is untyped
    holder, name, function = _found(tf, path)

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - TensorFlow is untyped
        # Only a program that has imported Keras can hold one of its tensors.
        if args and "keras" in sys.modules and tf.keras.backend.is_keras_tensor(args[0]):
            return tf.keras.layers.Lambda(lambda tensor: function(tensor, *args[1:], **kwargs))(args[0])
        return function(*args, **kwargs)

    _set(holder, name, called)


def _let_layers_take_old_arguments() -> None:
    """Understand padding="SAME" in a pooling, and a number of filters or units that is a whole float."""
    from keras.src.layers.convolutional.base_conv import BaseConv
    from keras.src.layers.core.dense import Dense
    from keras.src.layers.pooling.base_pooling import BasePooling

    for kind in (BaseConv, Dense, BasePooling):
        _let_take(kind, inspect.signature(kind.__init__))


def _let_take(kind: type, signature: inspect.Signature) -> None:
    constructor = kind.__init__  # type: ignore[misc]

    @functools.wraps(constructor)
    def constructed(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Keras is untyped
        given = signature.bind(self, *args, **kwargs)
        for name, value in given.arguments.items():
            if name == "padding" and isinstance(value, str):
                given.arguments[name] = value.lower()
            elif name in ("filters", "units") and isinstance(value, float) and value.is_integer():
                given.arguments[name] = int(value)
        constructor(*given.args, **given.kwargs)

    constructed.__signature__ = signature  # type: ignore[attr-defined] # Keras writes a layer's arguments down by it
    _set(kind, "__init__", constructed)


def _in_graph_mode(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - TensorFlow is untyped
        import tensorflow as tf
        from tensorflow.python.eager import context

        if tf.executing_eagerly():
            _graph_mode.enter_context(context.graph_mode())
        return function(*args, **kwargs)

    return called


def _add_contrib(tf: Any) -> None:  # noqa: ANN401 - TensorFlow is untyped
    """Put tf.contrib and tf.layers in their places, and tf_slim, which is what became of the former."""
    contrib = _module("tensorflow.contrib", tf1_contrib.CONTRIB)
    slim = tf1_contrib.SLIM
    _module("tf_slim", {**slim, "layers": {**slim, "layers": slim}, "losses": tf1_contrib.LOSSES})
    layers = _module("tensorflow.layers", tf1_layers.LAYERS)
    # Both names of the old TensorFlow: as an attribute of today's, and of itself where it was imported as tf.
    for holder in (tf, tf.compat.v1, tf.compat.v1.compat.v1):
        _set(holder, "contrib", contrib)
        _set(holder, "layers", layers)


def _silence_summaries(tf: Any) -> None:  # noqa: ANN401 - TensorFlow is untyped
    """Let summaries for TensorBoard write nothing, where it is not installed."""
    if importlib.util.find_spec("tensorboard") is not None:
        return
    for holder in (tf, tf.compat.v1, tf.compat.v1.compat.v1):
        _set(holder, "summary", _module("tensorflow.summary", tf1_contrib.SUMMARY))


def _module(name: str, contents: Mapping[str, Any]) -> ModuleType:
    """Make a module of functions, and of modules for what is a mapping itself; all of them can be imported."""
    module = ModuleType(name)
    for key, value in contents.items():
        setattr(module, key, _module(f"{name}.{key}", value) if isinstance(value, Mapping) else value)
    _before.append((sys.modules, name, _ABSENT))
    sys.modules[name] = module
    return module
