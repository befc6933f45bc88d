"""Numbers that the editions of this assignment publish, each with the editions that print it."""

from __future__ import annotations

import numpy as np

from autograder.cases.step_by_step.seeded import Fact, Seeded, conv, pool, pool_backward, single_step

_EVERY = ("v1", "v2", "2021")
_LATER = ("v2", "2021")
_V2_CONV = conv((10, 4, 4, 3), (2, 2, 3, 8), pad=2, stride=2)
_V1_CONV = conv((10, 4, 4, 3), (2, 2, 3, 8), pad=2, stride=1)
_CACHE_ENTRIES = Fact(1, "entries", [-0.20075807, 0.18656139, 0.41005165], (0, 1, 2, 3))

PUBLISHED: tuple[Seeded, ...] = (
    Seeded(
        "zero_pad",
        "v2",
        ("v1", "v2"),
        lambda rng: (rng.randn(4, 3, 3, 2), 2),
        (Fact(None, "shape", (4, 7, 7, 2)), Fact(None, "entries", [[0.0, 0.0]] * 7, (1, 1))),
    ),
    Seeded(
        "zero_pad",
        "2021",
        ("2021",),
        lambda rng: (rng.randn(4, 3, 3, 2), 3),
        (
            Fact(None, "shape", (4, 9, 9, 2)),
            Fact(
                None,
                "entries",
                [[0.90085595, -0.68372786], [-0.12289023, -0.93576943], [-0.26788808, 0.53035547]],
                (1, 4, slice(3, 6)),
            ),
        ),
    ),
    Seeded("conv_single_step", "v2", _LATER, single_step, (Fact(None, "entries", -6.999089450680221),)),
    Seeded("conv_single_step", "v1", ("v1",), single_step, (Fact(None, "entries", -23.16021220252078),)),
    Seeded(
        "conv_forward",
        "v2",
        ("v2",),
        _V2_CONV,
        (
            Fact(0, "mean", 0.0489952035289),
            Fact(
                0,
                "entries",
                [-0.61490741, -6.7439236, -2.55153897, 1.75698377, 3.56208902, 0.53036437, 5.18531798, 8.75898442],
                (3, 2, 1),
            ),
            _CACHE_ENTRIES,
        ),
    ),
    Seeded(
        "conv_forward",
        "2021",
        ("2021",),
        conv((2, 5, 7, 4), (3, 3, 4, 8), pad=1, stride=2),
        (
            Fact(0, "mean", 0.5511276474566768),
            Fact(
                0,
                "entries",
                [-2.17796037, 8.07171329, -0.5772704, 3.36286738, 4.48113645, -2.89198428, 10.99288867, 3.03171932],
                (0, 2, 1),
            ),
            Fact(1, "entries", [-1.1191154, 1.9560789, -0.3264995, -1.34267579], (0, 1, 2, 3)),
        ),
    ),
    Seeded("conv_forward", "v1", ("v1",), _V1_CONV, (Fact(0, "mean", 0.15585932488906465), _CACHE_ENTRIES)),
    Seeded(
        "pool_forward",
        "v2-max",
        ("v2",),
        pool((2, 4, 4, 3), 2, 3),
        (Fact(0, "entries", [[[[1.74481176, 0.86540763, 1.13376944]]], [[[1.13162939, 1.51981682, 2.18557541]]]]),),
    ),
    Seeded(
        "pool_forward",
        "v2-average",
        ("v2",),
        pool((2, 4, 4, 3), 2, 3, "average"),
        (Fact(0, "entries", [[[[0.02105773, -0.20328806, -0.40389855]]], [[[-0.22154621, 0.51716526, 0.48155844]]]]),),
    ),
    Seeded(
        "pool_forward",
        "v1-max",
        ("v1",),
        pool((2, 4, 4, 3), 1, 4),
        (Fact(0, "entries", [[[[1.74481176, 1.6924546, 2.10025514]]], [[[1.19891788, 1.51981682, 2.18557541]]]]),),
    ),
    Seeded(
        "pool_forward",
        "v1-average",
        ("v1",),
        pool((2, 4, 4, 3), 1, 4, "average"),
        (Fact(0, "entries", [[[[-0.09498456, 0.11180064, -0.14263511]]], [[[-0.09525108, 0.28325018, 0.33035185]]]]),),
    ),
    Seeded(
        "pool_forward",
        "2021-stride-1-max",
        ("2021",),
        pool((2, 5, 5, 3), 1, 3, "max"),
        (
            Fact(0, "shape", (2, 3, 3, 3)),
            Fact(
                0,
                "entries",
                [
                    [1.96710175, 0.84616065, 1.27375593],
                    [1.96710175, 0.84616065, 1.23616403],
                    [1.62765075, 1.12141771, 1.2245077],
                ],
                (1, 1),
            ),
        ),
    ),
    Seeded(
        "pool_forward",
        "2021-stride-1-average",
        ("2021",),
        pool((2, 5, 5, 3), 1, 3, "average"),
        (
            Fact(0, "shape", (2, 3, 3, 3)),
            Fact(
                0,
                "entries",
                [
                    [0.44497696, -0.00261695, -0.31040307],
                    [0.50811474, -0.23493734, -0.23961183],
                    [0.11872677, 0.17255229, -0.22112197],
                ],
                (1, 1),
            ),
        ),
    ),
    Seeded(
        "pool_forward",
        "2021-stride-2-max",
        ("2021",),
        pool((2, 5, 5, 3), 2, 3, "max"),
        (
            Fact(0, "shape", (2, 2, 2, 3)),
            Fact(
                0,
                "entries",
                [
                    [[1.74481176, 0.90159072, 1.65980218], [1.74481176, 1.6924546, 1.65980218]],
                    [[1.13162939, 1.51981682, 2.18557541], [1.13162939, 1.6924546, 2.18557541]],
                ],
                (0,),
            ),
        ),
    ),
    Seeded(
        "pool_forward",
        "2021-stride-2-average",
        ("2021",),
        pool((2, 5, 5, 3), 2, 3, "average"),
        (
            Fact(0, "shape", (2, 2, 2, 3)),
            Fact(
                0,
                "entries",
                [
                    [[-0.17313416, 0.32377198, -0.34317572], [0.02030094, 0.14141479, -0.01231585]],
                    [[0.42944926, 0.08446996, -0.27290905], [0.15077452, 0.28911175, 0.00123239]],
                ],
                (1,),
            ),
        ),
    ),
    Seeded(
        "conv_backward",
        "v2",
        _LATER,
        _V2_CONV,
        (
            Fact(0, "mean", 1.45243777754),
            Fact(1, "mean", 1.72699145831),
            Fact(2, "mean", 7.83923256462),
            Fact(0, "shape", (10, 4, 4, 3)),
            Fact(1, "shape", (2, 2, 3, 8)),
            Fact(2, "shape", (1, 1, 1, 8)),
        ),
    ),
    Seeded(
        "conv_backward",
        "v1",
        ("v1",),
        _V1_CONV,
        (Fact(0, "mean", 9.60899067587), Fact(1, "mean", 10.5817412755), Fact(2, "mean", 76.3710691956)),
    ),
    Seeded(
        "create_mask_from_window",
        "drawn",
        _EVERY,
        lambda rng: (rng.randn(2, 3),),
        (Fact(None, "entries", [[True, False, False], [False, False, False]]),),
    ),
    Seeded(
        "create_mask_from_window",
        "written",
        _EVERY,
        lambda rng: (np.array([[-1, 2, 3], [2, -3, 2], [1, 5, -2]]),),
        (Fact(None, "entries", [[False, False, False], [False, False, False], [False, True, False]]),),
    ),
    Seeded(
        "distribute_value", "2x2", _EVERY, lambda rng: (2, (2, 2)), (Fact(None, "entries", [[0.5, 0.5], [0.5, 0.5]]),)
    ),
    Seeded(
        "distribute_value",
        "10x10",
        _EVERY,
        lambda rng: (100, (10, 10)),
        (Fact(None, "sum", 100.0), Fact(None, "entries", [[1.0] * 10] * 10)),
    ),
    Seeded(
        "pool_backward",
        "max",
        _EVERY,
        pool_backward("max"),
        (Fact(None, "entries", [[0.0, 0.0], [5.05844394, -1.68282702], [0.0, 0.0]], (1, 1)),),
    ),
    Seeded(
        "pool_backward",
        "average",
        _EVERY,
        pool_backward("average"),
        (
            Fact(
                None,
                "entries",
                [[0.08485462, 0.2787552], [1.26461098, -0.25749373], [1.17975636, -0.53624893]],
                (1, 1),
            ),
        ),
    ),
)
