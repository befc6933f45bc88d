"""Figures of the notebooks: they show the student's own results, carry alternative text and follow the theme."""

from cnn_utils.figures.animation import Animation
from cnn_utils.figures.backward import gradient_flow
from cnn_utils.figures.data import cost_curve, sample_signs
from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.forward import feature_maps, padding, single_step
from cnn_utils.figures.learned import confusion_matrix, filters, maps, worst_mistakes
from cnn_utils.figures.moving_backward import animate_backward
from cnn_utils.figures.moving_forward import animate_forward
from cnn_utils.figures.network import network
from cnn_utils.figures.pooling import average_spread, mask, pool_gradient, pooling
from cnn_utils.figures.try_it import TryWindow, try_window
from cnn_utils.figures.two_trainings import costs_beside
from cnn_utils.figures.window import sliding_window

__all__ = [
    "Animation",
    "Drawing",
    "TryWindow",
    "animate_backward",
    "animate_forward",
    "average_spread",
    "confusion_matrix",
    "cost_curve",
    "costs_beside",
    "feature_maps",
    "filters",
    "gradient_flow",
    "maps",
    "mask",
    "network",
    "padding",
    "pool_gradient",
    "pooling",
    "sample_signs",
    "single_step",
    "sliding_window",
    "try_window",
    "worst_mistakes",
]
