"""The call that the words of a question describe, filled with numbers that the question's maker has not seen."""

import re

import numpy as np

DRAWS = 3  # calls with other numbers in the same words
OUTPUTS = {
    "zero_pad": ["X_pad"],
    "conv_single_step": ["Z"],
    "conv_forward": ["Z"],
    "pool_forward": ["A"],
    "conv_backward": ["dA_prev", "dW", "db"],
    "create_mask_from_window": ["mask"],
    "distribute_value": ["a"],
    "pool_backward": ["dA_prev"],
}


def shapes_in(text):
    """Rows of whole numbers in brackets, in their order."""
    return [tuple(int(n) for n in found.split(",") if n.strip()) for found in re.findall(r"\(([\d, ]+)\)", text)]


def number_after(words, text):
    """The whole number that follows some words."""
    return int(re.search(re.escape(words) + r" ?(\d+)", text)[1])


def place_in(text, name):
    """The index of a named array: (0, 1, 2, 0) of `Z[0, 1, 2, 0]`; () where it has none."""
    found = re.search(rf"`{name}\[([\d, ]+)\]`", text)
    return tuple(int(n) for n in found[1].split(",")) if found else ()


def generic(chance):
    """Fill arrays with numbers of which no two are alike, negative ones among them."""
    return lambda shape: chance.normal(size=shape) + 0.01


def positive(chance):
    """Fill arrays with numbers above zero of which no two are alike."""
    return lambda shape: chance.uniform(0.5, 4.0, size=shape)


def worded_call(exercise, text, fill, pictures=None, sent=None, bias=None):
    """Arguments of the call that a text describes.

    Parameters
    ----------
    exercise, text : str
    fill : callable
        Makes an array of a shape; of everything that is not given.
    pictures, sent : callable, optional
        The same, for what comes in and for the gradient that comes from behind.
    bias : float, optional
    """
    sizes = shapes_in(text)
    pictures, sent = pictures or fill, sent or fill
    if exercise == "zero_pad":
        return pictures(sizes[0]), number_after("pad", text)
    if exercise == "conv_single_step":
        return pictures(sizes[0]), fill(sizes[0]), np.full((1, 1, 1), 2.0 if bias is None else bias)
    if exercise == "create_mask_from_window":
        return (pictures(sizes[0]),)
    if exercise == "distribute_value":
        return float(fill(())), sizes[0]
    settings = {"stride": number_after("stride", text)}
    m, height, width, channels = sizes[0]
    if exercise.startswith("conv"):
        f, _, _, n_C = sizes[1]
        pad = settings["pad"] = number_after("pad", text)
        layer = pictures(sizes[0]), fill(sizes[1]), np.full((1, 1, 1, n_C), 1.0 if bias is None else bias), settings
    else:
        f, pad, n_C = number_after(", f", text), 0, channels
        settings["f"] = f
        layer = pictures(sizes[0]), settings
    n_H, n_W = ((side - f + 2 * pad) // settings["stride"] + 1 for side in (height, width))
    args = (sent((m, n_H, n_W, n_C)), layer) if exercise.endswith("backward") else layer
    return (*args, re.search(r"'(max|average)'", text)[1]) if exercise.startswith("pool") else args


def calls(exercise, question, chance, fill=generic, **options):
    """Makers of the arguments that a question's words describe: each makes the same ones as often as it is asked."""
    for seed in chance.integers(2**32, size=DRAWS):
        yield lambda seed=seed: worded_call(exercise, question.text, fill(np.random.default_rng(seed)), **options)


def asked_output(exercise, question):
    """Number of the output that a question's last name stands for."""
    named = [name for name in re.findall(r"`([A-Za-z_]+)[`\[]", question.text) if name in OUTPUTS[exercise]]
    return OUTPUTS[exercise].index(named[-1])
