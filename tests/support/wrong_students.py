"""Wrong functions as students hand them in: the assignment's own lines, filled in, with one misunderstanding each."""

from __future__ import annotations

from dataclasses import dataclass

RIGHT = {
    "zero_pad": """
def zero_pad(X, pad):
    X_pad = np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), 'constant', constant_values=(0, 0))
    return X_pad
""",
    "conv_single_step": """
def conv_single_step(a_slice_prev, W, b):
    s = np.multiply(a_slice_prev, W)
    Z = np.sum(s)
    Z = Z + float(np.squeeze(b))
    return Z
""",
    "conv_forward": """
def conv_forward(A_prev, W, b, hparameters):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev, n_C) = W.shape
    stride = hparameters['stride']
    pad = hparameters['pad']
    n_H = int((n_H_prev - f + 2 * pad) / stride) + 1
    n_W = int((n_W_prev - f + 2 * pad) / stride) + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = zero_pad(A_prev, pad)
    for i in range(m):
        a_prev_pad = A_prev_pad[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    vert_start = h * stride
                    vert_end = vert_start + f
                    horiz_start = w * stride
                    horiz_end = horiz_start + f
                    a_slice_prev = a_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :]
                    Z[i, h, w, c] = conv_single_step(a_slice_prev, W[:, :, :, c], b[:, :, :, c])
    cache = (A_prev, W, b, hparameters)
    return Z, cache
""",
    "pool_forward": """
def pool_forward(A_prev, hparameters, mode="max"):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    f = hparameters["f"]
    stride = hparameters["stride"]
    n_H = int(1 + (n_H_prev - f) / stride)
    n_W = int(1 + (n_W_prev - f) / stride)
    n_C = n_C_prev
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    vert_start = h * stride
                    vert_end = vert_start + f
                    horiz_start = w * stride
                    horiz_end = horiz_start + f
                    a_prev_slice = A_prev[i, vert_start:vert_end, horiz_start:horiz_end, c]
                    if mode == "max":
                        A[i, h, w, c] = np.max(a_prev_slice)
                    elif mode == "average":
                        A[i, h, w, c] = np.mean(a_prev_slice)
    cache = (A_prev, hparameters)
    return A, cache
""",
    "conv_backward": """
def conv_backward(dZ, cache):
    (A_prev, W, b, hparameters) = cache
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev, n_C) = W.shape
    stride = hparameters['stride']
    pad = hparameters['pad']
    (m, n_H, n_W, n_C) = dZ.shape
    dA_prev = np.zeros((m, n_H_prev, n_W_prev, n_C_prev))
    dW = np.zeros((f, f, n_C_prev, n_C))
    db = np.zeros((1, 1, 1, n_C))
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = zero_pad(dA_prev, pad)
    for i in range(m):
        a_prev_pad = A_prev_pad[i]
        da_prev_pad = dA_prev_pad[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    vert_start = h * stride
                    vert_end = vert_start + f
                    horiz_start = w * stride
                    horiz_end = horiz_start + f
                    a_slice = a_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :]
                    da_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]
        dA_prev[i, :, :, :] = da_prev_pad[pad:pad + n_H_prev, pad:pad + n_W_prev, :]
    return dA_prev, dW, db
""",
    "create_mask_from_window": """
def create_mask_from_window(x):
    mask = (x == np.max(x))
    return mask
""",
    "distribute_value": """
def distribute_value(dz, shape):
    (n_H, n_W) = shape
    average = dz / (n_H * n_W)
    a = np.ones(shape) * average
    return a
""",
    "pool_backward": """
def pool_backward(dA, cache, mode="max"):
    (A_prev, hparameters) = cache
    stride = hparameters["stride"]
    f = hparameters["f"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        a_prev = A_prev[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    vert_start = h * stride
                    vert_end = vert_start + f
                    horiz_start = w * stride
                    horiz_end = horiz_start + f
                    if mode == "max":
                        a_prev_slice = a_prev[vert_start:vert_end, horiz_start:horiz_end, c]
                        mask = create_mask_from_window(a_prev_slice)
                        dA_prev[i, vert_start:vert_end, horiz_start:horiz_end, c] += mask * dA[i, h, w, c]
                    elif mode == "average":
                        da = dA[i, h, w, c]
                        shape = (f, f)
                        dA_prev[i, vert_start:vert_end, horiz_start:horiz_end, c] += distribute_value(da, shape)
    return dA_prev
""",
}


@dataclass(frozen=True)
class Wrong:
    """One wrong function: what is wrong about it, the exercise, and its text."""

    id: str
    exercise: str
    source: str


def _changed(exercise: str, changes: tuple[tuple[str, str], ...]) -> str:
    text = RIGHT[exercise]
    for old, new in changes:
        if old not in text:
            raise ValueError((exercise, old))
        text = text.replace(old, new)
    return text


_SLICE = "a_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :]"
_POOLED = "A_prev[i, vert_start:vert_end, horiz_start:horiz_end, c]"
_STEP = "conv_single_step(a_slice_prev, W[:, :, :, c], b[:, :, :, c])"
_INTO = "da_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :] +="
_LOOPS = "        for h in range(n_H):\n            for w in range(n_W):\n                for c in range(n_C):\n"
_VERT = ("vert_start = h * stride", "horiz_start = w * stride")
_CACHE_LINE = "    cache = (A_prev, W, b, hparameters)\n    return Z, cache"
_POOL_BACK = "dA_prev[i, vert_start:vert_end, horiz_start:horiz_end, c]"

_TABLE: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    # zero_pad
    ("pads-every-axis", "zero_pad", (("((0, 0), (pad, pad), (pad, pad), (0, 0))", "pad"),)),
    ("pads-channels-for-width", "zero_pad", (("(pad, pad), (pad, pad), (0, 0)", "(pad, pad), (0, 0), (pad, pad)"),)),
    ("pads-with-one", "zero_pad", (("constant_values=(0, 0)", "constant_values=(1, 1)"),)),
    ("pads-with-pad", "zero_pad", (("constant_values=(0, 0)", "constant_values=pad"),)),
    ("pads-by-one", "zero_pad", (("(pad, pad), (pad, pad)", "(1, 1), (1, 1)"),)),
    ("pads-before-only", "zero_pad", (("(pad, pad), (pad, pad)", "(pad, 0), (pad, 0)"),)),
    ("three-pairs", "zero_pad", (("(pad, pad), (pad, pad), (0, 0))", "(pad, pad), (pad, pad))"),)),
    ("returns-x", "zero_pad", (("return X_pad", "return X"),)),
    ("prints-only", "zero_pad", (("return X_pad", "print(X_pad)"),)),
    ("mode-forgotten-reflect", "zero_pad", (("'constant', constant_values=(0, 0)", "'reflect'"),)),
    ("dots", "zero_pad", (("constant_values=(0, 0)", "constant_values=(..., ...)"),)),
    ("pad-not-a-number", "zero_pad", (("(pad, pad), (pad, pad)", "(pad / 1, pad / 1), (pad, pad)"),)),
    (
        "whole-array-of-zeros",
        "zero_pad",
        (
            (
                "np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), 'constant', constant_values=(0, 0))",
                "np.zeros((X.shape[0], X.shape[1] + 2 * pad, X.shape[2] + 2 * pad, X.shape[3]))",
            ),
        ),
    ),
    # conv_single_step
    (
        "bias-in-each-product",
        "conv_single_step",
        (("np.multiply(a_slice_prev, W)", "np.multiply(a_slice_prev, W) + b"), ("Z + float(np.squeeze(b))", "Z")),
    ),
    ("bias-left-out", "conv_single_step", (("Z + float(np.squeeze(b))", "Z"),)),
    ("dot-for-product", "conv_single_step", (("np.multiply(a_slice_prev, W)", "np.dot(a_slice_prev, W)"),)),
    ("sum-over-axis-0", "conv_single_step", (("np.sum(s)", "np.sum(s, axis=0)"),)),
    ("sum-left-out", "conv_single_step", (("np.sum(s)", "s"),)),
    ("mean-for-sum", "conv_single_step", (("np.sum(s)", "np.mean(s)"),)),
    ("returns-the-products", "conv_single_step", (("return Z", "return s"),)),
    ("plus-for-times", "conv_single_step", (("np.multiply(a_slice_prev, W)", "a_slice_prev + W"),)),
    ("rounds", "conv_single_step", (("return Z", "return round(Z, 2)"),)),
    ("whole-number", "conv_single_step", (("return Z", "return int(Z)"),)),
    ("returns-text", "conv_single_step", (("return Z", 'return "Z = " + str(Z)'),)),
    ("sigmoid", "conv_single_step", (("return Z", "return 1 / (1 + np.exp(-Z))"),)),
    ("relu", "conv_single_step", (("return Z", "return max(0, Z)"),)),
    (
        "half-precision",
        "conv_single_step",
        (("np.multiply(a_slice_prev, W)", "np.multiply(a_slice_prev, W).astype(np.float16)"),),
    ),
    # conv_forward
    (
        "stride-and-pad-swapped",
        "conv_forward",
        (
            ("stride = hparameters['stride']", "stride = hparameters['pad']"),
            ("pad = hparameters['pad']\n", "pad = hparameters['stride']\n"),
        ),
    ),
    ("stride-ignored", "conv_forward", ((_VERT[0], "vert_start = h"), (_VERT[1], "horiz_start = w"))),
    (
        "corners-from-n-H",
        "conv_forward",
        ((_VERT[0], "vert_start = n_H * stride"), (_VERT[1], "horiz_start = n_W * stride")),
    ),
    (
        "end-from-h",
        "conv_forward",
        (("vert_end = vert_start + f", "vert_end = h + f"), ("horiz_end = horiz_start + f", "horiz_end = w + f")),
    ),
    (
        "end-without-f",
        "conv_forward",
        (
            ("vert_end = vert_start + f", "vert_end = vert_start + stride"),
            ("horiz_end = horiz_start + f", "horiz_end = horiz_start + stride"),
        ),
    ),
    ("vert-end-forgotten", "conv_forward", (("                    vert_end = vert_start + f\n", ""),)),
    (
        "rows-and-columns-exchanged",
        "conv_forward",
        ((_VERT[0], "vert_start = w * stride"), (_VERT[1], "horiz_start = h * stride")),
    ),
    ("columns-from-h", "conv_forward", ((_VERT[1], "horiz_start = h * stride"),)),
    ("whole-batch-sliced", "conv_forward", ((_SLICE, "A_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :]"),)),
    ("unpadded-slice", "conv_forward", (("a_prev_pad = A_prev_pad[i]", "a_prev_pad = A_prev[i]"),)),
    ("first-example", "conv_forward", (("a_prev_pad = A_prev_pad[i]", "a_prev_pad = A_prev_pad[0]"),)),
    ("one-channel", "conv_forward", ((_SLICE, "a_prev_pad[vert_start:vert_end, horiz_start:horiz_end, c]"),)),
    ("whole-W", "conv_forward", ((_STEP, "conv_single_step(a_slice_prev, W, b)"),)),
    ("whole-b", "conv_forward", ((_STEP, "conv_single_step(a_slice_prev, W[:, :, :, c], b)"),)),
    ("bias-added-again", "conv_forward", ((_STEP, _STEP + " + b[0, 0, 0, c]"),)),
    (
        "bias-accumulated",
        "conv_forward",
        (
            (
                "Z[i, h, w, c] = " + _STEP,
                "Z[i, h, w, c] = " + _STEP + "\n                    Z[i, h, w, :] += b[0, 0, 0, :]",
            ),
        ),
    ),
    ("bias-dropped", "conv_forward", ((_STEP, "np.sum(a_slice_prev * W[:, :, :, c])"),)),
    ("filter-0", "conv_forward", ((_STEP, "conv_single_step(a_slice_prev, W[:, :, :, 0], b[:, :, :, 0])"),)),
    ("Z-without-c", "conv_forward", (("Z[i, h, w, c] = ", "Z[i, h, w] = "),)),
    (
        "size-without-pad",
        "conv_forward",
        (("n_H_prev - f + 2 * pad", "n_H_prev - f"), ("n_W_prev - f + 2 * pad", "n_W_prev - f")),
    ),
    (
        "size-with-one-pad",
        "conv_forward",
        (("n_H_prev - f + 2 * pad", "n_H_prev - f + pad"), ("n_W_prev - f + 2 * pad", "n_W_prev - f + pad")),
    ),
    (
        "size-rounded-up",
        "conv_forward",
        (
            ("int((n_H_prev - f + 2 * pad) / stride) + 1", "int(np.ceil((n_H_prev - f + 2 * pad) / stride)) + 1"),
            ("int((n_W_prev - f + 2 * pad) / stride) + 1", "int(np.ceil((n_W_prev - f + 2 * pad) / stride)) + 1"),
        ),
    ),
    (
        "size-float",
        "conv_forward",
        (("int((n_H_prev - f + 2 * pad) / stride) + 1", "(n_H_prev - f + 2 * pad) / stride + 1"),),
    ),
    (
        "size-precedence",
        "conv_forward",
        (
            ("int((n_H_prev - f + 2 * pad) / stride) + 1", "int(n_H_prev - f + 2 * pad / stride) + 1"),
            ("int((n_W_prev - f + 2 * pad) / stride) + 1", "int(n_W_prev - f + 2 * pad / stride) + 1"),
        ),
    ),
    (
        "size-one-inside",
        "conv_forward",
        (
            ("int((n_H_prev - f + 2 * pad) / stride) + 1", "int((n_H_prev - f + 2 * pad + 1) / stride)"),
            ("int((n_W_prev - f + 2 * pad) / stride) + 1", "int((n_W_prev - f + 2 * pad + 1) / stride)"),
        ),
    ),
    ("width-from-height", "conv_forward", (("n_W = int((n_W_prev", "n_W = int((n_H_prev"),)),
    ("stride-2-always", "conv_forward", (("stride = hparameters['stride']", "stride = 2"),)),
    (
        "f-3-always",
        "conv_forward",
        (("                    vert_start", "                    f = 3\n                    vert_start"),),
    ),
    (
        "n-C-8-always",
        "conv_forward",
        (("(f, f, n_C_prev, n_C) = W.shape", "(f, f, n_C_prev, n_C) = W.shape\n    n_C = 8"),),
    ),
    ("channels-of-the-input", "conv_forward", (("for c in range(n_C)", "for c in range(n_C_prev)"),)),
    (
        "columns-never-start-again",
        "conv_forward",
        (
            ("        for h in range(n_H):\n", "        vert_start = horiz_start = 0\n        for h in range(n_H):\n"),
            ("                    vert_start = h * stride\n", ""),
            ("                    horiz_start = w * stride\n", ""),
            (
                "b[:, :, :, c])\n",
                "b[:, :, :, c])\n                horiz_start += stride\n            vert_start += stride\n",
            ),
        ),
    ),
    ("loops-stop-early", "conv_forward", (("range(n_H)", "range(n_H - f)"), ("range(n_W)", "range(n_W - f)"))),
    (
        "loops-by-stride",
        "conv_forward",
        (
            ("range(n_H)", "range(0, n_H, stride)"),
            ("range(n_W)", "range(0, n_W, stride)"),
            (_VERT[0], "vert_start = h"),
            (_VERT[1], "horiz_start = w"),
        ),
    ),
    ("loops-over-the-input", "conv_forward", (("range(n_H)", "range(n_H_prev)"), ("range(n_W)", "range(n_W_prev)"))),
    (
        "return-in-the-loop",
        "conv_forward",
        ((_CACHE_LINE, "        cache = (A_prev, W, b, hparameters)\n        return Z, cache"),),
    ),
    ("cache-padded", "conv_forward", (("cache = (A_prev,", "cache = (A_prev_pad,"),)),
    (
        "cache-in-another-order",
        "conv_forward",
        (("cache = (A_prev, W, b, hparameters)", "cache = (W, A_prev, b, hparameters)"),),
    ),
    ("cache-forgotten", "conv_forward", (("return Z, cache", "return Z"),)),
    (
        "Z-random",
        "conv_forward",
        (
            ("Z = np.zeros((m, n_H, n_W, n_C))", "Z = np.random.randn(m, n_H, n_W, n_C)"),
            ("Z[i, h, w, c] = ", "Z[i, h, w, c] += "),
        ),
    ),
    ("Z-empty-shape", "conv_forward", (("Z = np.zeros((m, n_H, n_W, n_C))", "Z = np.zeros(m, n_H, n_W, n_C)"),)),
    (
        "Z-transposed",
        "conv_forward",
        (
            ("Z = np.zeros((m, n_H, n_W, n_C))", "Z = np.zeros((m, n_W, n_H, n_C))"),
            ("Z[i, h, w, c] =", "Z[i, w, h, c] ="),
        ),
    ),
    ("Z-whole-numbers", "conv_forward", (("np.zeros((m, n_H, n_W, n_C))", "np.zeros((m, n_H, n_W, n_C), dtype=int)"),)),
    ("relu-inside", "conv_forward", (("Z[i, h, w, c] = " + _STEP, "Z[i, h, w, c] = max(0, " + _STEP + ")"),)),
    ("a-slice-transposed", "conv_forward", ((_SLICE, "a_prev_pad[horiz_start:horiz_end, vert_start:vert_end, :]"),)),
    ("pad-not-called", "conv_forward", (("A_prev_pad = zero_pad(A_prev, pad)", "A_prev_pad = A_prev"),)),
    ("prints", "conv_forward", (("return Z, cache", "print(Z, cache)"),)),
    # pool_forward
    ("stride-left-out", "pool_forward", ((_VERT[0], "vert_start = h"), (_VERT[1], "horiz_start = w"))),
    (
        "f-and-stride-swapped",
        "pool_forward",
        (
            ('f = hparameters["f"]', 'f = hparameters["stride"]'),
            ('stride = hparameters["stride"]\n', 'stride = hparameters["f"]\n'),
        ),
    ),
    ("average-by-f", "pool_forward", (("np.mean(a_prev_slice)", "np.sum(a_prev_slice) / f"),)),
    ("average-summed", "pool_forward", (("np.mean(a_prev_slice)", "np.sum(a_prev_slice)"),)),
    ("average-by-4", "pool_forward", (("np.mean(a_prev_slice)", "np.sum(a_prev_slice) / 4"),)),
    ("all-channels", "pool_forward", ((_POOLED, "A_prev[i, vert_start:vert_end, horiz_start:horiz_end, :]"),)),
    ("all-examples", "pool_forward", ((_POOLED, "A_prev[:, vert_start:vert_end, horiz_start:horiz_end, c]"),)),
    ("everything", "pool_forward", ((_POOLED, "A_prev[:, vert_start:vert_end, horiz_start:horiz_end, :]"),)),
    ("example-0", "pool_forward", ((_POOLED, "A_prev[0, vert_start:vert_end, horiz_start:horiz_end, c]"),)),
    ("example-forgotten", "pool_forward", ((_POOLED, "A_prev[vert_start:vert_end, horiz_start:horiz_end, c]"),)),
    ("max-always", "pool_forward", (("np.mean(a_prev_slice)", "np.max(a_prev_slice)"),)),
    ("mode-misspelt", "pool_forward", (('"average"', '"avg"'),)),
    ("max-from-zero", "pool_forward", (("np.max(a_prev_slice)", "max(0, np.max(a_prev_slice))"),)),
    ("python-max", "pool_forward", (("np.max(a_prev_slice)", "max(a_prev_slice)"),)),
    (
        "end-as-stride",
        "pool_forward",
        (("vert_start + f", "vert_start + stride"), ("horiz_start + f", "horiz_start + stride")),
    ),
    ("f-2-always", "pool_forward", (('f = hparameters["f"]', "f = 2"),)),
    (
        "size-with-pad",
        "pool_forward",
        (("n_H = int(1 + (n_H_prev - f) / stride)", "n_H = int((n_H_prev - f + 2) / stride) + 1"),),
    ),
    ("size-not-an-int", "pool_forward", (("int(1 + (n_H_prev - f) / stride)", "1 + (n_H_prev - f) / stride"),)),
    ("argmax", "pool_forward", (("np.max(a_prev_slice)", "np.argmax(a_prev_slice)"),)),
    ("cache-of-A", "pool_forward", (("cache = (A_prev, hparameters)", "cache = (A, hparameters)"),)),
    ("window-of-the-whole-picture", "pool_forward", ((_POOLED, "A_prev[i, :, :, c]"),)),
    (
        "return-early",
        "pool_forward",
        (
            (
                "    cache = (A_prev, hparameters)\n    return A, cache",
                "        cache = (A_prev, hparameters)\n        return A, cache",
            ),
        ),
    ),
    # conv_backward
    ("dA-overwritten", "conv_backward", ((_INTO, _INTO.replace("+=", "=")),)),
    ("dW-overwritten", "conv_backward", (("dW[:, :, :, c] +=", "dW[:, :, :, c] ="),)),
    ("db-overwritten", "conv_backward", (("db[:, :, :, c] +=", "db[:, :, :, c] ="),)),
    (
        "unpad-minus-pad",
        "conv_backward",
        (("da_prev_pad[pad:pad + n_H_prev, pad:pad + n_W_prev, :]", "da_prev_pad[pad:-pad, pad:-pad, :]"),),
    ),
    (
        "not-copied-back",
        "conv_backward",
        (("        dA_prev[i, :, :, :] = da_prev_pad[pad:pad + n_H_prev, pad:pad + n_W_prev, :]\n", ""),),
    ),
    (
        "unpad-from-zero",
        "conv_backward",
        (("da_prev_pad[pad:pad + n_H_prev, pad:pad + n_W_prev, :]", "da_prev_pad[:n_H_prev, :n_W_prev, :]"),),
    ),
    ("returns-padded", "conv_backward", (("return dA_prev, dW, db", "return dA_prev_pad, dW, db"),)),
    (
        "random-start",
        "conv_backward",
        (
            ("dW = np.zeros((f, f, n_C_prev, n_C))", "dW = np.random.randn(f, f, n_C_prev, n_C)"),
            ("db = np.zeros((1, 1, 1, n_C))", "db = np.random.randn(1, 1, 1, n_C)"),
        ),
    ),
    ("starts-at-one", "conv_backward", (("dW = np.zeros(", "dW = np.ones("), ("db = np.zeros(", "db = np.ones("))),
    (
        "dZ-at-the-corner",
        "conv_backward",
        (("W[:, :, :, c] * dZ[i, h, w, c]", "W[:, :, :, c] * dZ[i, vert_start, horiz_start, c]"),),
    ),
    ("stride-nowhere", "conv_backward", ((_VERT[0], "vert_start = h"), (_VERT[1], "horiz_start = w"))),
    (
        "stride-times-n",
        "conv_backward",
        ((_VERT[0], "vert_start = n_H * stride"), (_VERT[1], "horiz_start = n_W * stride")),
    ),
    ("slice-of-the-gradient", "conv_backward", (("a_slice = a_prev_pad[", "a_slice = da_prev_pad["),)),
    ("A-prev-not-padded", "conv_backward", (("a_prev_pad = A_prev_pad[i]\n", "a_prev_pad = A_prev[i]\n"),)),
    ("dW-from-W", "conv_backward", (("dW[:, :, :, c] += a_slice", "dW[:, :, :, c] += W[:, :, :, c]"),)),
    ("dA-from-a-slice", "conv_backward", (("+= W[:, :, :, c] * dZ", "+= a_slice * dZ"),)),
    ("dA-with-whole-W", "conv_backward", (("+= W[:, :, :, c] * dZ", "+= W * dZ"),)),
    ("dZ-whole", "conv_backward", (("+= dZ[i, h, w, c]\n", "+= dZ[i, h, w, :]\n"),)),
    (
        "db-summed-all",
        "conv_backward",
        (("db[:, :, :, c] += dZ[i, h, w, c]", "db[:, :, :, c] += np.sum(dZ[i, h, w])"),),
    ),
    ("averaged", "conv_backward", (("return dA_prev, dW, db", "return dA_prev, dW / m, db / m"),)),
    ("order", "conv_backward", (("return dA_prev, dW, db", "return dW, db, dA_prev"),)),
    ("returns-two", "conv_backward", (("return dA_prev, dW, db", "return dA_prev, dW"),)),
    ("loop-dedented", "conv_backward", (("        dA_prev[i, :, :, :] =", "    dA_prev[i, :, :, :] ="),)),
    ("minus", "conv_backward", (("db[:, :, :, c] +=", "db[:, :, :, c] -="),)),
    ("dA-prev-for-pad", "conv_backward", (("da_prev_pad = dA_prev_pad[i]", "da_prev_pad = dA_prev[i]"),)),
    # create_mask_from_window
    ("argmax-mask", "create_mask_from_window", (("(x == np.max(x))", "np.argmax(x)"),)),
    ("mask-max", "create_mask_from_window", (("(x == np.max(x))", "np.max(x)"),)),
    ("mask-python-max", "create_mask_from_window", (("np.max(x)", "max(x)"),)),
    ("mask-axis", "create_mask_from_window", (("np.max(x)", "np.max(x, axis=0)"),)),
    ("mask-min", "create_mask_from_window", (("np.max(x)", "np.min(x)"),)),
    ("mask-times-x", "create_mask_from_window", (("return mask", "return mask * x"),)),
    ("mask-greater", "create_mask_from_window", (("==", ">="), ("np.max(x)", "np.mean(x)"))),
    ("mask-assigned", "create_mask_from_window", (("(x == np.max(x))", "np.where(x == np.max(x))"),)),
    # distribute_value
    ("one-over-dz", "distribute_value", (("dz / (n_H * n_W)", "1 / dz"),)),
    ("dz-unused", "distribute_value", (("dz / (n_H * n_W)", "1 / (n_H * n_W)"),)),
    ("times", "distribute_value", (("dz / (n_H * n_W)", "dz * (n_H * n_W)"),)),
    ("average-not-divided", "distribute_value", (("dz / (n_H * n_W)", "dz"),)),
    ("brackets", "distribute_value", (("dz / (n_H * n_W)", "dz / n_H * n_W"),)),
    ("added", "distribute_value", (("dz / (n_H * n_W)", "dz / (n_H + n_W)"),)),
    ("no-ones", "distribute_value", (("np.ones(shape) * average", "average"),)),
    ("zeros", "distribute_value", (("np.ones(shape)", "np.zeros(shape)"),)),
    ("ones-plus", "distribute_value", (("np.ones(shape) * average", "np.ones(shape) + average"),)),
    ("whole", "distribute_value", (("dz / (n_H * n_W)", "dz // (n_H * n_W)"),)),
    ("unpacked", "distribute_value", (("np.ones(shape)", "np.ones(n_H, n_W)"),)),
    ("eye", "distribute_value", (("np.ones(shape)", "np.eye(n_H, n_W)"),)),
    ("random", "distribute_value", (("np.ones(shape)", "np.random.rand(n_H, n_W)"),)),
    ("mean", "distribute_value", (("dz / (n_H * n_W)", "np.mean(dz)"),)),
    # pool_backward
    ("corner-of-dA", "pool_backward", (("mask * dA[i, h, w, c]", "mask * dA[i, vert_start, horiz_start, c]"),)),
    ("corner-of-dA-in-both", "pool_backward", (("dA[i, h, w, c]", "dA[i, vert_start, horiz_start, c]"),)),
    ("no-stride", "pool_backward", ((_VERT[0], "vert_start = h"), (_VERT[1], "horiz_start = w"))),
    ("overwritten", "pool_backward", ((_POOL_BACK + " +=", _POOL_BACK + " ="),)),
    ("mask-left-out", "pool_backward", (("mask * dA[i, h, w, c]", "dA[i, h, w, c]"),)),
    ("mask-alone", "pool_backward", (("mask * dA[i, h, w, c]", "mask"),)),
    ("mask-times-input", "pool_backward", (("mask * dA[i, h, w, c]", "mask * a_prev_slice"),)),
    ("distribute-left-out", "pool_backward", (("distribute_value(da, shape)", "da"),)),
    ("distribute-twice", "pool_backward", (("distribute_value(da, shape)", "distribute_value(da, shape) / (f * f)"),)),
    ("divided-by-f", "pool_backward", (("distribute_value(da, shape)", "da / f"),)),
    ("shape-of-the-output", "pool_backward", (("shape = (f, f)", "shape = (n_H, n_W)"),)),
    ("np-distribute", "pool_backward", (("distribute_value(", "np.distribute_value("),)),
    (
        "all-channels-masked",
        "pool_backward",
        (
            (
                "a_prev[vert_start:vert_end, horiz_start:horiz_end, c]",
                "a_prev[vert_start:vert_end, horiz_start:horiz_end, :]",
            ),
        ),
    ),
    ("mask-of-dA", "pool_backward", (("create_mask_from_window(a_prev_slice)", "create_mask_from_window(dA[i])"),)),
    ("A-prev-spoilt", "pool_backward", (("dA_prev = np.zeros(A_prev.shape)", "dA_prev = A_prev"),)),
    ("ones-to-start", "pool_backward", (("np.zeros(A_prev.shape)", "np.ones(A_prev.shape)"),)),
    ("random-to-start", "pool_backward", (("np.zeros(A_prev.shape)", "np.random.randn(*A_prev.shape)"),)),
    ("shape-of-dA", "pool_backward", (("np.zeros(A_prev.shape)", "np.zeros(dA.shape)"),)),
    ("return-too-early", "pool_backward", (("    return dA_prev", "        return dA_prev"),)),
    ("index-i-left-out", "pool_backward", ((_POOL_BACK, "dA_prev[:, vert_start:vert_end, horiz_start:horiz_end, c]"),)),
    (
        "modes-swapped",
        "pool_backward",
        (
            ('mode == "max"', 'mode == "x"'),
            ('mode == "average"', 'mode == "max"'),
            ('mode == "x"', 'mode == "average"'),
        ),
    ),
    ("max-of-one-window", "pool_backward", (("np.zeros(A_prev.shape)", "np.zeros_like(A_prev[0])[None]"),)),
)

WRONG = tuple(Wrong(f"{exercise}-{name}", exercise, _changed(exercise, changes)) for name, exercise, changes in _TABLE)
