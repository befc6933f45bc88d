"""Simulated students who are asked about their code: one who guesses, and the ways in which code is right or wrong."""

import linecache
import random
from functools import cache

import numpy as np
from simulated_code import SOLUTIONS, honest
from style_scripts import STYLES as _SCRIPTS
from style_scripts import complete_script

from autograder.demo.answers import MISTAKES, with_mistake
from cnn_utils.questions.families.small_calls import STEPS

STYLES = sorted(_SCRIPTS)
NAMES = [name for name in SOLUTIONS if name in STEPS]


@cache
def style(name):
    """A style completed by the plain loops, run under a file name that its text can be read back from."""
    text, label = complete_script(name), f"<style {name}>"
    linecache.cache[label] = (len(text), None, text.splitlines(keepends=True), label)
    namespace = {}
    exec(compile(text, label, "exec"), namespace)
    return namespace


def cells(code, folder, label):
    """Run functions as a notebook does, each a cell with a text that can be read back."""
    namespace = {"np": np}
    for name, text in code.items():
        path = folder / f"{label}_{name}.py"
        path.write_text(text, encoding="utf-8")
        exec(compile(text, str(path), "exec"), namespace)
    return namespace


def right_code(number):
    """What an honest student writes, without a mistake."""
    chance = random.Random(f"right {number}")
    return honest(chance, mistakes=0.0)


def wrong_code(number):
    """A solution with one typical mistake: its text, and where the mistake is."""
    chance = random.Random(f"wrong {number}")
    name = chance.choice([name for name in NAMES if name in MISTAKES])
    return {**SOLUTIONS, name: with_mistake(name, SOLUTIONS[name], chance.choice(sorted(MISTAKES[name])))}, name


def guess(question, chance):
    """Guess among the letters, or among the right answer and all that are known to be wrong."""
    if question.choices:
        return chance.choice("abcdefgh"[: len(question.choices)])
    return chance.choice([question.answer, *(wrong.answer for wrong in question.wrong)])
