"""What each property of a NumPy exercise weighs."""

from __future__ import annotations

from cnn_utils.language.speaking import later

_FORM = {later("output size"): 0.05, later("inputs unchanged"): 0.05}

WEIGHTS: dict[str, dict[str, float]] = {
    "zero_pad": {
        later("published example"): 0.25,
        later("values"): 0.3,
        later("height and width apart"): 0.2,
        later("without padding"): 0.15,
        **_FORM,
    },
    "conv_single_step": {
        later("published example"): 0.2,
        later("values"): 0.35,
        later("bias"): 0.35,
        later("inputs unchanged"): 0.1,
    },
    "conv_forward": {
        later("published example"): 0.2,
        later("values"): 0.15,
        later("bias"): 0.1,
        later("padding"): 0.1,
        later("stride above 1"): 0.15,
        later("height and width apart"): 0.1,
        later("everything together"): 0.05,
        later("cache"): 0.05,
        **_FORM,
    },
    "pool_forward": {
        later("published example"): 0.15,
        later("maximum"): 0.2,
        later("average"): 0.2,
        later("stride above 1"): 0.15,
        later("height and width apart"): 0.1,
        later("everything together"): 0.05,
        later("cache"): 0.05,
        **_FORM,
    },
    "conv_backward": {
        later("published example"): 0.15,
        later("dA_prev"): 0.2,
        later("dW"): 0.15,
        later("db"): 0.1,
        later("padding"): 0.05,
        later("without padding"): 0.05,
        later("stride above 1"): 0.1,
        later("height and width apart"): 0.05,
        later("everything together"): 0.05,
        **_FORM,
    },
    "create_mask_from_window": {
        later("published example"): 0.3,
        later("values"): 0.3,
        later("negative entries"): 0.1,
        later("height and width apart"): 0.2,
        **_FORM,
    },
    "distribute_value": {
        later("published example"): 0.3,
        later("values"): 0.35,
        later("height and width apart"): 0.3,
        later("output size"): 0.05,
    },
    "pool_backward": {
        later("published example"): 0.15,
        later("maximum"): 0.2,
        later("average"): 0.2,
        later("stride above 1"): 0.2,
        later("height and width apart"): 0.1,
        later("everything together"): 0.05,
        **_FORM,
    },
}
