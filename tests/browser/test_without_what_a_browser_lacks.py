"""`step_by_step` where there are no threads, no processes, no h5py, no TensorFlow and no widgets, as in a browser."""

import subprocess
import sys

BEGIN = """
import sys
for absent in {absent!r}:
    sys.modules[absent] = None
import _posixsubprocess, _thread
def refused(*_, **__):
    raise RuntimeError("there is none here")
_posixsubprocess.fork_exec = _thread.start_new_thread = _thread.start_joinable_thread = refused
"""
LACKING = ["_multiprocessing", "fcntl", "h5py", "tensorflow", "numba", "torch", "ipywidgets", "jedi"]
RIGHT = "np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"
FIRST_CARD = f"""
import numpy as np
from cnn_utils import ask, check, compiled, figures, hint, progress
from cnn_utils.figures.ready import needs
from cnn_utils.figures.speeds import compare_speed, installed_convolutions
from cnn_utils.notebook import is_interactive
progress("step_by_step")
def zero_pad(X, pad):
    return {RIGHT}
assert check(zero_pad)
"""
PICTURES = """
assert compiled(zero_pad) is zero_pad
assert list(installed_convolutions()) == []
assert "<svg" in figures.padding(zero_pad)._repr_mimebundle_()[0]["text/html"]
assert "<script>" in figures.animate_forward(lambda A_prev, W, b, hparameters: (A_prev, None)).html()
assert "<svg" in figures.try_window()._repr_mimebundle_()[0]["text/html"]
"""


def run(code, absent=LACKING):
    program = BEGIN.format(absent=absent) + code
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)


def test_the_first_card_comes_before_matplotlib_and_needs_no_process():
    done = run(FIRST_CARD, [*LACKING, "subprocess", "matplotlib", "PIL", "IPython"])
    assert (done.returncode, done.stderr) == (0, "")
    assert "zero_pad: the visible checks passed" in done.stdout


def test_pictures_animations_and_compiled_have_a_plain_form():
    done = run(FIRST_CARD + PICTURES)
    assert (done.returncode, done.stderr) == (0, "")


def test_questions_come_on_a_plain_card(tmp_path):
    program = tmp_path / "notebook.py"  # questions are made from the text of the function
    program.write_text(BEGIN.format(absent=LACKING) + FIRST_CARD + "print(ask(zero_pad))\n", encoding="utf-8")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Do you know your own zero_pad?" in done.stdout
