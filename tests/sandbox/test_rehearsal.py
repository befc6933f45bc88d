"""A rehearsal makes a notebook quicker and changes nothing that it can observe."""

import json
import socket
import subprocess
import sys

import pytest

from autograder.sandbox.engine import Engine
from autograder.sandbox.inside import rehearsal
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session

tensorflow = pytest.importorskip("tensorflow")

# Whatever of its process a notebook might look at, in the order of a notebook that chooses threads first.
_NOTEBOOK = """
import contextlib, io, json, os, random, socket, sys, warnings
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.python.util import deprecation

rehearsed = os.fork() == 0  # a notebook's process is a fork too
if not rehearsed:
    os.wait()
heard = io.StringIO()
if rehearsed:
    from autograder.sandbox.inside.rehearsal import rehearse
    here, there = socket.socketpair()
    with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
        rehearse(here)
random.seed(1)
np.random.seed(1)
seen = {"heard": heard.getvalue(), "filters": repr(warnings.filters)}
seen["deprecations"] = sorted(map(str, deprecation._PRINTED_WARNING))
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.set_visible_devices([], "GPU")
seen["threads"] = tf.config.threading.get_intra_op_parallelism_threads()
seen["eager"] = tf.executing_eagerly()
seen["operations"] = len(tf.compat.v1.get_default_graph().get_operations())
with tf.Graph().as_default():
    W = tf.compat.v1.get_variable("W", (2, 3), initializer=tf.compat.v1.glorot_uniform_initializer())
    Z = tf.compat.v1.random.uniform((2,)) + tf.reduce_sum(W)
    with tf.compat.v1.Session() as session:
        session.run(tf.compat.v1.global_variables_initializer())
        seen["names"] = [operation.name for operation in tf.compat.v1.get_default_graph().get_operations()]
tf.random.set_seed(2)
seen["drawn"] = tf.random.uniform((2,)).numpy().tolist()
X = keras.Input((4,))
keras.utils.set_random_seed(3)
network = keras.Model(X, keras.layers.Dense(2)(keras.layers.ReLU()(X)))
seen["layers"] = [layer.name for layer in network.layers] + [network.name]
seen["weights"] = [weight.tolist() for weight in network.get_weights()]
seen["random"] = [random.random(), float(np.random.rand())]
print(json.dumps(seen))
"""


@pytest.mark.slow
def test_a_notebook_cannot_tell_whether_there_was_a_rehearsal():
    done = subprocess.run([sys.executable, "-c", _NOTEBOOK], capture_output=True, text=True, check=True)
    rehearsed, at_once = map(json.loads, done.stdout.splitlines())
    assert rehearsed == at_once
    assert at_once["layers"] == ["input_layer", "re_lu", "dense", "functional"]


def test_each_step_goes_through_with_todays_tensorflow():
    rehearsal._train()  # what fails in `rehearse` is passed over: here it would show
    rehearsal._describe()


def test_a_request_that_has_come_is_not_kept_waiting(monkeypatch):
    monkeypatch.setattr(rehearsal, "_train", lambda: pytest.fail("it went on"))
    here, there = socket.socketpair()
    with here, there:
        there.send(b"a request")
        rehearsal.rehearse(here)
        assert here.recv(99) == b"a request"


def test_a_step_that_fails_or_speaks_is_passed_over(monkeypatch, capfd):
    went = []

    def fails():
        print("nobody asked")
        raise RuntimeError("another TensorFlow")

    monkeypatch.setattr(rehearsal, "_train", fails)
    monkeypatch.setattr(rehearsal, "_describe", lambda: went.append("on"))
    here, there = socket.socketpair()
    with here, there:
        rehearsal.rehearse(here)
    assert went == ["on"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("rehearses", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_the_next_child_rehearses_while_one_is_graded(rehearses):
    with Engine(EngineOptions("application", require_sandbox=False, rehearses=rehearses)) as engine:
        with Session(engine) as session:
            session.run_cell("sum(range(10**7))")
        with Session(engine) as session:
            threads = session.run_cell("import os\nlen(os.listdir('/proc/self/task'))").outputs[0]["data"]["text/plain"]
    assert (int(threads) > 1) == rehearses


def test_layers_have_nothing_to_rehearse():
    assert not Engine(EngineOptions("step_by_step", rehearses=True))._settings["rehearses"]
