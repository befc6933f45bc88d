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


HELPERS = """
import numpy as np

def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))

def create_mask_from_window(x):
    {mask}

def distribute_value(dz, shape):
    {spread}
"""
SPREAD = [
    "(n_H, n_W) = shape\n    average = dz / (n_H * n_W)\n    a = np.ones(shape) * average\n    return a",
    "n_H, n_W = shape\n    return np.full((n_H, n_W), dz / (n_H * n_W))",
    "average = np.divide(dz, shape[0] * shape[1])\n    return np.ones((shape[0], shape[1])) * average",
    "a = np.zeros(shape)\n    a[:, :] = dz / (shape[0] * shape[1])\n    return a",
]
MASK = [
    "mask = (x == np.max(x))\n    return mask",
    "return x == x.max()",
    "mask = np.where(x == np.max(x), True, False)\n    return mask",
]
READ = [
    'f = hparameters["f"]\n    stride = hparameters["stride"]',
    "stride, f = hparameters['stride'], hparameters['f']",
]

BACKWARD = (
    HELPERS
    + """
def conv_backward(dZ, cache):
    (A_prev, W, b, hparameters) = cache
    {shapes}
    stride = hparameters["stride"]
    pad = hparameters["pad"]
    (m, n_H, n_W, n_C) = dZ.shape
    dA_prev = {zeros}
    dW = np.zeros((f, f, n_C_prev, n_C))
    db = {biases}
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = zero_pad(dA_prev, pad)
    for i in range(m):
        a_prev_pad = A_prev_pad[i]
        da_prev_pad = dA_prev_pad[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    vert_start, horiz_start = h * stride, w * stride
                    vert_end, horiz_end = vert_start + f, horiz_start + f
                    a_slice = a_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :]
                    {add}
                    {bias}
        {back}
    assert dA_prev.shape == (m, n_H_prev, n_W_prev, n_C_prev), f"{{dA_prev.shape}}"
    return dA_prev, dW, db
"""
)
SHAPES = [
    "(m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape\n    (f, f, n_C_prev, n_C) = W.shape",
    "m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape\n    f = W.shape[0]",
]
ZEROS = ["np.zeros((m, n_H_prev, n_W_prev, n_C_prev))", "np.zeros_like(A_prev)", "np.zeros(A_prev.shape)"]
BIASES = ["np.zeros((1, 1, 1, n_C))", "np.zeros(b.shape)", "np.zeros_like(b)"]
ADD = [
    "da_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :] += W[:, :, :, c] * dZ[i, h, w, c]\n"
    "                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]",
    "g = dZ[i, h, w, c]\n"
    "                    da_prev_pad[vert_start:vert_end, horiz_start:horiz_end] += g * W[..., c]\n"
    "                    dW[..., c] += np.multiply(a_slice, g)",
    "dA_prev_pad[i, vert_start:vert_end, horiz_start:horiz_end, :] += W[:, :, :, c] * dZ[i, h, w, c]\n"
    "                    dW[:, :, :, c] = dW[:, :, :, c] + a_slice * dZ[i, h, w, c]",
]
BIAS = ["db[:, :, :, c] += dZ[i, h, w, c]", "db[0, 0, 0, c] += dZ[i, h, w, c]", "db[..., c] += dZ[i, h, w, c]"]
BACK = [
    "dA_prev[i, :, :, :] = da_prev_pad[pad:-pad, pad:-pad, :] if pad > 0 else da_prev_pad",
    "dA_prev[i] = da_prev_pad[pad : pad + n_H_prev, pad : pad + n_W_prev]",
    "dA_prev[i, :, :, :] = dA_prev_pad[i, pad : n_H_prev + pad, pad : n_W_prev + pad, :].copy()",
]

POOL = """
import numpy as np

def pool_forward(A_prev, hparameters, mode="max"):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    {read}
    n_H = int(1 + (n_H_prev - f) / stride)
    n_W = (n_W_prev - f) // stride + 1
    n_C = n_C_prev
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    {slice}
                    {pool}
    cache = (A_prev, hparameters)
    assert(A.shape == (m, n_H, n_W, n_C))
    return A, cache
"""
SLICE = [
    "a_slice = A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f, c]",
    "a = A_prev[i]\n                    a_slice = a[h * stride : h * stride + f, w * stride : w * stride + f, c]",
]
CHOOSE = [
    'if mode == "max":\n                        A[i, h, w, c] = np.max(a_slice)\n'
    '                    elif mode == "average":\n                        A[i, h, w, c] = np.mean(a_slice)',
    "A[i, h, w, c] = np.max(a_slice) if mode == 'max' else np.mean(a_slice)",
    'if mode in ("max",):\n                        A[i, h, w, c] = a_slice.max()\n'
    "                    else:\n                        A[i, h, w, c] = a_slice.sum() / (f * f)",
    'if mode == "max":\n                        A[i, h, w, c] = np.amax(a_slice)\n'
    '                    elif mode == "average":\n                        A[i, h, w, c] = np.average(a_slice)\n'
    '                    else:\n                        raise ValueError(f"unknown mode {mode}")',
]

UNPOOL = (
    HELPERS
    + """
def pool_backward(dA, cache, mode="max"):
    (A_prev, hparameters) = cache
    {read}
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dA.shape
    dA_prev = {zeros}
    for i in range(m):
        a_prev = A_prev[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    vert_start, horiz_start = h * stride, w * stride
                    vert_end, horiz_end = vert_start + f, horiz_start + f
                    if mode == "max":
                        a_prev_slice = a_prev[vert_start:vert_end, horiz_start:horiz_end, c]
                        mask = create_mask_from_window(a_prev_slice)
                        dA_prev[i, vert_start:vert_end, horiz_start:horiz_end, c] += {masked}
                    elif mode == "average":
                        da = dA[i, h, w, c]
                        shape = {shape}
                        dA_prev[i, vert_start:vert_end, horiz_start:horiz_end, c] += distribute_value(da, shape)
    assert(dA_prev.shape == A_prev.shape)
    return dA_prev
"""
)
MASKED = [
    "mask * dA[i, h, w, c]",
    "np.multiply(mask, dA[i, h, w, c])",
    "dA[i, h, w, c] * mask",
    "np.where(mask, dA[i, h, w, c], 0)",
]
SHAPE = ["(f, f)", "a_prev[vert_start:vert_end, horiz_start:horiz_end, c].shape"]

LAYERS = {
    "conv_forward": (
        FORWARD,
        {
            "pad": PAD,
            "step": STEP,
            "settings": SETTINGS,
            "sizes": SIZES,
            "output": OUTPUT,
            "example": EXAMPLE,
            "call": CALL,
            "cache": CACHE,
        },
    ),
    "conv_backward": (
        BACKWARD,
        {
            "mask": MASK,
            "spread": SPREAD,
            "shapes": SHAPES,
            "zeros": ZEROS,
            "biases": BIASES,
            "add": ADD,
            "bias": BIAS,
            "back": BACK,
        },
    ),
    "pool_forward": (POOL, {"read": READ, "slice": SLICE, "pool": CHOOSE}),
    "pool_backward": (
        UNPOOL,
        {"mask": MASK, "spread": SPREAD, "read": READ, "zeros": ZEROS, "masked": MASKED, "shape": SHAPE},
    ),
}


def variants(name, count, seed=1):
    """Return so many modules with the layer of this name, each line drawn from its choices."""
    template, choices = LAYERS[name]
    every = list(itertools.product(*choices.values()))
    chosen = random.Random(seed).sample(every, count)
    return [
        functions_of(
            template.replace("{mode}", "{{mode}}").format(**dict(zip(choices, one, strict=True))), f"<{name} {n}>"
        )
        for n, one in enumerate(chosen)
    ]


def functions_of(source, filename):
    """Run a source whose lines can be looked up, and return what it defines."""
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace = {"np": np, "__name__": "student"}
    exec(compile(source, filename, "exec"), namespace)
    return namespace
