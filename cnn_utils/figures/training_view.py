"""Watch a network learn, and look at what it has learned. Everything takes arrays; nothing needs TensorFlow."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from html import escape
from types import TracebackType
from typing import Any, ClassVar

from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.learned import confusion_matrix, filters, maps, worst_mistakes
from cnn_utils.figures.plot import curve
from cnn_utils.figures.sheet import MARGIN, Canvas
from cnn_utils.language.speaking import say
from cnn_utils.notebook import live_display
from cnn_utils.palette import ACCURACY, COST, OUTPUT, PADDING

__all__ = ["LiveTraining", "TrainingPicture", "confusion_matrix", "filters", "maps", "worst_mistakes"]

REDRAW_SECONDS = 0.3  # a curve that grows faster than this is only work
PLAIN_LINES = 20  # lines in a run where nothing can be redrawn


class TrainingPicture:
    """A progress bar over growing curves, as HTML and as one line of text."""

    def __init__(self, epochs: int, costs: Sequence[float], accuracies: Sequence[float], seconds: float) -> None:
        self.epochs, self.costs, self.accuracies, self.seconds = epochs, list(costs), list(accuracies), seconds

    @property
    def line(self) -> str:
        """Where the training is, in one line."""
        done = len(self.costs)
        words = [say("epoch {done} of {epochs}", done=done, epochs=self.epochs)]
        words += [say("cost {cost}", cost=f"{self.costs[-1]:.4f}")] if self.costs else []
        words += [say("accuracy {share}", share=f"{self.accuracies[-1]:.1%}")] if self.accuracies else []
        if 0 < done < self.epochs:
            left = _duration(self.seconds / done * (self.epochs - done))
            words.append(say("about {duration} left", duration=left))
        elif done:
            words.append(say("{duration} in all", duration=_duration(self.seconds)))
        return " · ".join(words)

    def drawing(self) -> Drawing:
        """Draw cost and, where given, accuracy over the epochs, on axes that leave room for what is to come."""
        two = bool(self.accuracies)
        width = 300.0 if two else 560.0
        canvas = Canvas(MARGIN * 2 + 44 + width + (width + 64 if two else 0) + 14, 236, "")
        canvas.title = say("Training")
        corner, size = (MARGIN + 40, 34.0), (width, 150.0)
        epoch = say("epoch")
        curve(canvas, corner, size, self.costs, COST, x_name=epoch, y_name=say("cost"), epochs=self.epochs)
        if two:
            right, names = (corner[0] + width + 64, corner[1]), {"x_name": epoch, "y_name": say("accuracy")}
            curve(canvas, right, size, self.accuracies, ACCURACY, epochs=self.epochs, top=1.0, **names)
        return canvas.drawing(say("Training: {line}.", line=self.line))

    def __repr__(self) -> str:
        return self.line

    def _repr_html_(self) -> str:
        share = 100 * len(self.costs) / max(self.epochs, 1)
        label, bar = escape(say("training: {line}", line=self.line)), escape(say("epochs"))
        return (
            f'<div role="group" aria-label="{label}"><div role="progressbar" aria-label="{bar}" '
            f'aria-valuemin="0" aria-valuemax="{self.epochs}" aria-valuenow="{len(self.costs)}" style="max-width:640px;'
            f'height:8px;border-radius:4px;background:{PADDING}44"><div style="width:{share:.1f}%;height:8px;'
            f'border-radius:4px;background:{OUTPUT}"></div></div><div style="margin:.35em 0;'
            f'font-variant-numeric:tabular-nums">{escape(self.line)}</div>{self.drawing().html()}</div>'
        )


class LiveTraining:
    """Show a training as it goes.

    Use it around the loop and call `epoch` once in each round::

        with LiveTraining(num_epochs) as live:
            for epoch in range(num_epochs):
                ...
                live.epoch(epoch, cost, accuracy)

    Parameters
    ----------
    epochs : int
        How many there will be.

    Attributes
    ----------
    latest : LiveTraining or None
        The one that was entered last, of the whole session: its costs can be drawn again.
    """

    latest: ClassVar[LiveTraining | None] = None

    def __init__(self, epochs: int) -> None:
        self.epochs = epochs
        self.costs: list[float] = []
        self.accuracies: list[float] = []
        self._handle: Any = None
        self._drawn = -math.inf
        self._start = time.monotonic()

    def __enter__(self) -> LiveTraining:
        self._start = time.monotonic()
        LiveTraining.latest = self
        display: Callable[..., Any] | None = live_display()
        if display is not None:
            self._handle = display(self.picture(), display_id=True)
        return self

    def epoch(self, index: int, cost: float, accuracy: float | None = None) -> None:
        """Record an epoch, counted from 0, and redraw where it is time to."""
        self.costs = [*self.costs[:index], float(cost)]
        if accuracy is not None:
            self.accuracies = [*self.accuracies[:index], float(accuracy)]
        if self._handle is None:
            if index % max(self.epochs // PLAIN_LINES, 1) == 0 or index == self.epochs - 1:
                print(self.picture().line)
        elif time.monotonic() - self._drawn >= REDRAW_SECONDS:
            self._redraw()

    def picture(self) -> TrainingPicture:
        """What is seen just now."""
        return TrainingPicture(self.epochs, self.costs, self.accuracies, time.monotonic() - self._start)

    def _redraw(self) -> None:
        self._handle.update(self.picture())
        self._drawn = time.monotonic()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is None:
            return
        if error is not None and not self.costs:
            self._handle.update({"text/plain": ""}, raw=True)  # nothing to see of what stopped before it began
        else:
            self._redraw()


def _duration(seconds: float) -> str:
    """Write a time as a person would say it."""
    if seconds < 90:
        return say("{n} s", n=f"{seconds:.0f}")
    return say("{n} min", n=f"{seconds / 60:.0f}")
