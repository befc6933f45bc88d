# outcome: returned or raised or killed
# cell: returned or killed
# neighbour: any
import numpy as np

for name in (
    "array",
    "asarray",
    "ascontiguousarray",
    "copy",
    "allclose",
    "array_equal",
    "frombuffer",
    "errstate",
):
    setattr(np, name, lambda *args, **kwargs: 1 / 0)
np.ndarray = list
np.generic = list
np.random.get_state = lambda: 1 / 0


def conv_forward():
    return 1
