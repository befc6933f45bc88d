"""Gradients and masks that one can work out by hand, in every style."""

from __future__ import annotations

import random

import numpy as np

from cnn_utils.compare.calls import Plain
from cnn_utils.language.speaking import later, say
from cnn_utils.questions.families.making_one import made, number_at, output
from cnn_utils.questions.families.small_calls import drawn_call
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject


def ones_sent_back(subject: Subject, draw: random.Random) -> Question | None:
    """Ask for an entry of a gradient, everything that comes in being ones."""
    call = drawn_call(subject, draw, examples=2)
    which = draw.choice((1, 2))
    args = call.args(np.ones(call.input_shape), sent=np.ones(call.output_shape))
    answer = number_at(output(subject, args, which), (0, 0, 0, 0))
    places = call.n_H * call.n_W
    name = ("dA_prev", "dW", "db")[which]
    inside = sum(0 <= h * call.stride - call.pad < call.n_H_prev for h in range(call.n_H)) * sum(
        0 <= w * call.stride - call.pad < call.n_W_prev for w in range(call.n_W)
    )
    by_rule = 2 * (inside if which == 1 else places)
    text = say(
        "{call}: `A_prev`, `W` and `{dZ}` are all ones. What is `{entry}`?",
        call=call.words,
        dZ=subject.own("dZ"),
        entry=f"{name}[0, 0, 0, 0]",
    )
    reason = say(
        "In each of 2 examples, {windows} windows have a pixel, not the frame, in their corner: {sum}."
        if which == 1
        else later("Each of 2 examples has {places} entries of `dZ` for this filter: {sum}."),
        windows=inside,
        places=places,
        sum=by_rule,
    )
    slips = [
        (by_rule // 2, later("That is the share of one example; both are added.")),
        (2 * places, later("The frame is zeros: windows there add nothing.")),
        (2 * places * call.n_C, later("Each filter has a gradient of its own.")),
        (1, later("That is what the last window alone adds.")),
    ]
    return made("value_by_hand", text, "number", answer, reason, slips, by_rule)


def maxima_marked(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many entries a mask marks, where the maximum stands several times."""
    rows, columns = 2, draw.choice((3, 4))
    top, often = draw.randint(5, 9), draw.choice((2, 3))
    numbers = [top] * often + [draw.randint(-4, 4) for _ in range(rows * columns - often)]
    draw.shuffle(numbers)
    x = np.array(numbers, dtype=float).reshape(rows, columns)
    mask = output(subject, (x,))
    is_mask = isinstance(mask, np.ndarray) and mask.shape == x.shape and np.isin(mask, (0, 1)).all()
    answer = int(np.sum(mask == 1)) if is_mask else None
    text = say("`{x}` is {rows}: how many entries of `mask` are True?", x=subject.own("x"), rows=x.astype(int).tolist())
    reason = say("{top} is the maximum, and it stands {often} times in `x`.", top=top, often=often)
    slips = [
        (1, later("Your function does not stop at the first maximum.")),
        (often, later("Your function does not mark every entry that shares the maximum.")),
        (int(np.sum(x > 0)), later("That counts the positive entries.")),
        (rows * columns - often, later("That counts the entries that are not marked.")),
        (rows * columns, later("That is all of them.")),
    ]
    return made("value_by_hand", text, "number", answer, reason, slips, often)


def one_share(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what one entry gets of a gradient that is shared out."""
    n_H, n_W = draw.choice(((2, 3), (3, 2), (2, 4), (4, 3), (2, 5)))
    share = draw.choice((2, 3, 5))
    dz = share * n_H * n_W
    answer = number_at(output(subject, (float(dz), (n_H, n_W))), (n_H - 1, 0))
    text = say(
        "`{dz}` is {number} and `{shape}` is {size}: what is `{entry}`?",
        dz=subject.own("dz"),
        number=dz,
        shape=subject.own("shape"),
        size=(n_H, n_W),
        entry=f"a[{n_H - 1}, 0]",
    )
    reason = say(
        "{dz} is shared out over {rows} · {columns} entries: {share} each.",
        dz=dz,
        rows=n_H,
        columns=n_W,
        share=share,
    )
    slips = [
        (share * n_W, later("That divides by the rows alone; there are rows times columns entries.")),
        (share * n_H, later("That divides by the columns alone; there are rows times columns entries.")),
        (dz, later("That gives all of it to every entry.")),
        (number_at(dz / (n_H + n_W)), later("Rows and columns are multiplied, not added.")),
    ]
    return made("value_by_hand", text, "number", answer, reason, slips, share)


def windows_overlap(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what overlapping windows give to one entry."""
    n, f, mode = draw.choice((4, 5)), draw.choice((2, 3)), draw.choice(("max", "average"))
    entries = f * f
    pictures = np.arange(1.0, n * n + 1).reshape(1, n, n, 1)
    size = n - f + 1
    sent = np.full((1, size, size, 1), float(entries))
    args: tuple[Plain, ...] = (sent, (pictures, {"f": f, "stride": 1}), mode)
    h, w = draw.randint(0, n - 1), draw.randint(0, n - 1)
    if mode == "max":
        h, w = draw.choice([(n - 1, n - 1), (f - 1, f - 1), (0, n - 1)])
    answer = number_at(output(subject, args), (0, h, w, 0))
    windows = (min(h, size - 1) - max(0, h - f + 1) + 1) * (min(w, size - 1) - max(0, w - f + 1) + 1)
    by_rule = windows if mode == "average" else entries * int(h >= f - 1 and w >= f - 1)
    text = say(
        "`A_prev` {shape} holds 1, 2, 3, ... row by row, `{dA}` is all {entries}, f {f}, stride 1, {mode}: "
        "what is `{entry}`?",
        shape=pictures.shape,
        dA=subject.own("dA"),
        entries=entries,
        f=f,
        mode=repr(mode),
        entry=f"dA_prev[0, {h}, {w}, 0]",
    )
    if mode == "average":
        reason = later("Each window that holds the entry gives it {n} / {n} = 1, and there are {windows} of them.")
    elif by_rule:
        reason = later(
            "Numbers grow to the right and down, so that entry is the largest of one window: it receives {n}."
        )
    else:
        reason = later("Numbers grow to the right and down, so that entry is the largest of no window: it receives 0.")
    reason = say(reason, n=entries, windows=windows)
    slips = [
        (entries, later("That is the gradient of one window, undivided.")),
        (1, later("Windows overlap: what each gives is added.")),
        (0, later("At least one window gives to that entry.")),
        (entries * windows, later("That gives the whole gradient of every window that holds it.")),
        (windows, later("In mode max only the largest entry of a window receives.")),
    ]
    return made("value_by_hand", text, "number", answer, reason, slips, by_rule)
