"""What a network has learned: confusion matrix, worst mistakes, filters and feature maps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.forward import ramp
from cnn_utils.figures.ready import gentle
from cnn_utils.figures.sheet import HEAD, MARGIN, Canvas
from cnn_utils.language.speaking import say
from cnn_utils.palette import MISTAKE, OUTPUT, tint


@gentle
def confusion_matrix(labels: np.ndarray, predicted: np.ndarray, classes: Sequence[int] | np.ndarray) -> Drawing:
    """Count what each class was taken for.

    Parameters
    ----------
    labels, predicted : ndarray of shape (m,) or (1, m)
        Right labels, and those of the network, 0 to n_y - 1.
    classes : sequence
        Names of the classes.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    names = [str(name) for name in np.asarray(classes).ravel()]
    n_y = len(names)
    counts = np.zeros((n_y, n_y), dtype=int)
    np.add.at(counts, (np.asarray(labels).ravel().astype(int), np.asarray(predicted).ravel().astype(int)), 1)
    total, right = int(counts.sum()), int(np.trace(counts))
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    cell, left, top = 44.0, MARGIN + 76, HEAD + 44
    canvas = Canvas(
        max(left + n_y * cell + MARGIN, 420),
        top + n_y * cell + 20,
        say("Confusion matrix"),
        say(
            "{right} of {total} right ({share}); what is off the diagonal was mistaken",
            right=right,
            total=total,
            share=f"{right / max(total, 1):.1%}",
        ),
    )
    fill = lambda row, column: tint(OUTPUT if row == column else MISTAKE, 0.06 + 0.8 * float(share[row, column]))  # noqa: E731
    canvas.grid(left, top, counts.astype(float), OUTPUT, size=cell, fill=fill)
    for index, name in enumerate(names):
        canvas.remark(left + (index + 0.5) * cell, top - 10, name)
        canvas.remark(left - 12, top + (index + 0.5) * cell, name, anchor="right")
    canvas.text(left + n_y * cell / 2, top - 28, say("predicted"))
    canvas.text(left - 34, top + n_y * cell / 2, say("true"), anchor="right")
    wrong = [(int(counts[i, j]), names[i], names[j]) for i in range(n_y) for j in range(n_y) if i != j and counts[i, j]]
    if not wrong:
        return canvas.drawing(
            say("{right} of {total} pictures are right. Most frequent mistakes: none.", right=right, total=total)
        )
    most = ", ".join(
        say("{count} times {true} taken for {said}", count=count, true=true, said=said)
        for count, true, said in sorted(wrong, reverse=True)[:3]
    )
    return canvas.drawing(
        say(
            "{right} of {total} pictures are right. Most frequent mistakes: {most}.",
            right=right,
            total=total,
            most=most,
        )
    )


@gentle
def worst_mistakes(X: np.ndarray, labels: np.ndarray, probabilities: np.ndarray, *, most: int = 10) -> Drawing:
    """Show the pictures on which the network was most sure of something wrong.

    Parameters
    ----------
    X : ndarray of shape (m, n_H, n_W, 3)
        Of uint8, or floats 0 to 1.
    labels : ndarray of shape (m,) or (1, m)
        Right labels.
    probabilities : ndarray of shape (m, n_y)
        The network's softmax.
    most : int
        How many of them.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    truth, said = np.asarray(labels).ravel().astype(int), np.argmax(probabilities, axis=1)
    wrong = np.flatnonzero(truth != said)
    worst = wrong[np.argsort(-probabilities[wrong, said[wrong]], kind="stable")][:most]
    if worst.size == 0:
        canvas = Canvas(420, 80, say("No mistakes"), say("all {n} pictures are right", n=len(truth)))
        return canvas.drawing(say("No picture of {n} was mistaken.", n=len(truth)))
    side, gap, across = 104.0, 14.0, 5
    columns, rows = min(across, worst.size), math.ceil(worst.size / across)
    canvas = Canvas(
        max(MARGIN * 2 + columns * (side + gap) - gap, 400),
        HEAD + rows * (side + 46) + 4,
        say("The worst mistakes"),
        say(
            "{wrong} of {total} pictures are mistaken; the most confident come first",
            wrong=wrong.size,
            total=len(truth),
        ),
    )
    told = []
    for place, index in enumerate(worst):
        x, y = MARGIN + place % across * (side + gap), HEAD + place // across * (side + 46)
        canvas.picture(x, y, side, side, X[index])
        sure = f"{probabilities[index, said[index]]:.0%}"
        labelled = {"true": truth[index], "said": said[index]}
        canvas.text(x + side / 2, y + side + 13, say("{true} taken for {said}", **labelled))
        canvas.remark(x + side / 2, y + side + 29, say("{share} sure", share=sure))
        told.append(say("a {true} taken for {said}, {share} sure", share=sure, **labelled))
    return canvas.drawing(
        say(
            "{wrong} of {total} pictures are mistaken. The worst: {worst}.",
            wrong=wrong.size,
            total=len(truth),
            worst="; ".join(told),
        )
    )


@gentle
def filters(W1: np.ndarray) -> Drawing:
    """Show the filters of the first layer as small colour pictures.

    Parameters
    ----------
    W1 : ndarray of shape (f, f, 3, n_C)

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    n_C = W1.shape[3]
    peak = float(np.abs(W1).max()) or 1.0
    titles = [say("filter {c}", c=c) for c in range(n_C)]
    pictures = [np.clip(0.5 + 0.5 * W1[..., c] / peak, 0, 1) for c in range(n_C)]
    canvas = _tiles(
        say("Filters of the first layer"),
        say("middle grey is zero; a colour is what the filter likes"),
        pictures,
        titles,
    )
    return canvas.drawing(
        say(
            "{n_C} filters of {rows} by {columns} weights for red, green and blue, drawn as colour pictures; "
            "the largest weight is {peak} in size.",
            n_C=n_C,
            rows=W1.shape[0],
            columns=W1.shape[1],
            peak=f"{peak:.2f}",
        )
    )


@gentle
def maps(Z1: np.ndarray, *, example: int = 0) -> Drawing:
    """Show what the filters of the first layer see in one example.

    Parameters
    ----------
    Z1 : ndarray of shape (m, n_H, n_W, n_C)
        What the first convolution makes of the pictures.
    example : int
        Which of the m.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    n_C = Z1.shape[3]
    pictures = [ramp(np.asarray(Z1[example, :, :, c], dtype=float), OUTPUT) / 255 for c in range(n_C)]
    titles = [say("channel {c}", c=c) for c in range(n_C)]
    title, subtitle = say("Feature maps of the first layer"), say("bright where the filter finds what it likes")
    canvas = _tiles(title, subtitle, pictures, titles)
    return canvas.drawing(
        say(
            "{n_C} feature maps of {n_H} by {n_W} of example {example}, one for each filter.",
            n_C=n_C,
            n_H=Z1.shape[1],
            n_W=Z1.shape[2],
            example=example,
        )
    )


def _tiles(title: str, subtitle: str, pictures: list[np.ndarray], titles: list[str]) -> Canvas:
    """Lay small pictures out in rows of eight."""
    side, gap, across = 84.0, 12.0, 8
    columns, rows = min(across, len(pictures)), math.ceil(len(pictures) / across)
    canvas = Canvas(
        max(MARGIN * 2 + columns * (side + gap) - gap, 400), HEAD + 18 + rows * (side + 32), title, subtitle
    )
    for place, (picture, name) in enumerate(zip(pictures, titles, strict=True)):
        x, y = MARGIN + place % across * (side + gap), HEAD + 18 + place // across * (side + 32)
        canvas.picture(x, y, side, side, picture)
        canvas.remark(x + side / 2, y - 9, name)
    return canvas
