"""Right solutions in plain loops as students write them: every combination of a choice for each line, some drawn."""

import itertools
import linecache
import random

import numpy as np

PAD = [
    'np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant", constant_values=(0, 0))',
    'np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="constant", constant_values=0)',
    "np.pad(X, [(0, 0), (pad, pad), (pad, pad), (0, 0)])",
]
STEP = [
    "s = np.multiply(a_slice_prev, W)\n    Z = np.sum(s)\n    return Z + float(b)",
    "s = a_slice_prev * W\n    Z = np.sum(s)\n    Z = Z + b.item()\n    return Z",
    "return np.sum(a_slice_prev * W, axis=None) + np.squeeze(b)",
    "Z = (a_slice_prev * W).sum()\n    return np.add(Z, b)",
    "return float(np.sum(np.multiply(W, a_slice_prev)) + b[0, 0, 0])",
]
SETTINGS = [
    'stride = hparameters["stride"]\n    pad = hparameters["pad"]',
    'stride, pad = hparameters["stride"], hparameters.get("pad", 0)',
    "stride = int(hparameters['stride']); pad = int(hparameters.get('pad'))",
]
SIZES = [
    "n_H = int((n_H_prev - f + 2 * pad) / stride) + 1\n    n_W = int((n_W_prev - f + 2 * pad) / stride) + 1",
    "n_H = (n_H_prev - f + 2 * pad) // stride + 1\n    n_W = (n_W_prev - f + 2 * pad) // stride + 1",
    "n_H = math.floor((n_H_prev + 2 * pad - f) / stride + 1)\n"
    "    n_W = int(np.floor(1 + (n_W_prev + 2 * pad - f) / stride))",
]
OUTPUT = ["np.zeros((m, n_H, n_W, n_C))", "np.zeros([m, n_H, n_W, n_C])", "np.zeros(shape=(m, n_H, n_W, n_C))"]
EXAMPLE = ["for i in range(m):\n        a_prev_pad = A_prev_pad[i]", "for i, a_prev_pad in enumerate(A_prev_pad):"]
CALL = [
    "conv_single_step(a_slice_prev, W[:, :, :, c], b[:, :, :, c])",
    "conv_single_step(a_slice_prev, W[..., c], b[..., c])",
    "conv_single_step(a_slice_prev=a_slice_prev, W=W[:, :, :, c], b=b[:, :, :, c])",
]
CACHE = ["cache = (A_prev, W, b, hparameters)", "cache = [A_prev, W, b, hparameters]"]

FORWARD = """
import math
import numpy as np

def zero_pad(X, pad):
    X_pad = {pad}
    return X_pad

def conv_single_step(a_slice_prev, W, b):
    {step}

def conv_forward(A_prev, W, b, hparameters):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev, n_C) = W.shape
    {settings}
    {sizes}
    Z = {output}
    A_prev_pad = zero_pad(A_prev, pad)
    {example}
        for h in range(n_H):
            vert_start = h * stride
            vert_end = vert_start + f
            for w in range(n_W):
                horiz_start, horiz_end = w * stride, w * stride + f
                for c in range(n_C):
                    a_slice_prev = a_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :]
                    Z[i, h, w, c] = {call}
    assert(Z.shape == (m, n_H, n_W, n_C))
    {cache}
    return Z, cache
"""


def variants(count, seed=1):
    """Return so many modules of (zero_pad, conv_single_step, conv_forward), each line drawn from its choices."""
    names = ("pad", "step", "settings", "sizes", "output", "example", "call", "cache")
    every = list(itertools.product(PAD, STEP, SETTINGS, SIZES, OUTPUT, EXAMPLE, CALL, CACHE))
    chosen = random.Random(seed).sample(every, count)
    return [
        functions_of(FORWARD.format(**dict(zip(names, one, strict=True))), f"<variant {n}>")
        for n, one in enumerate(chosen)
    ]


def functions_of(source, filename):
    """Run a source whose lines can be looked up, and return what it defines."""
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace = {"np": np, "__name__": "student"}
    exec(compile(source, filename, "exec"), namespace)
    return namespace
