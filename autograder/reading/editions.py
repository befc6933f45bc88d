"""Which assignment a notebook is of, and which edition: by weighing signs in its text, never by its file name.

Signs are short marks that an edition's notebooks carry: a word of a stub's comment, a hyperparameter of a test call, a
published number in the prose. Outputs do not count: they show what a student computed, not what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from autograder.exercises import ASSIGNMENTS, EXERCISES, exercises_of
from autograder.reading.submission import Cell, Edition

# (edition, weight, pattern). Spaces are taken out of the text before matching, so that formatting does not matter.
_SIGNS: tuple[tuple[Edition, float, str], ...] = (
    # Our own notebooks: the check of cnn_utils, and nothing of the others' tests.
    ("current", 8, r"fromcnn_utilsimport(?:[^\n]{,500},)?check\b"),
    ("current", 8, r"cnn_utils\.check\("),
    ("current", 4, rf"\n(?:cnn_utils\.)?check\((?:{'|'.join(EXERCISES)})\)"),
    # v1: the bias inside the sum, other hyperparameters, other numbers.
    ("v1", 3, r"productbetweena_sliceandW\.Addbias"),
    ("v1", 3, r"-23\.1602122"),
    ("v1", 3, r"0\.1558593248"),
    ("v1", 2, r"9\.6089906758|10\.5817412755|76\.3710691956"),
    ("v1", 2, r"1\.74481176,?1\.6924546,?2\.10025514|-0\.09498456,?0?\.11180064"),
    ("v1", 2, r"""["']pad["']:2,\s*["']stride["']:1\}|\{["']stride["']:1,\s*["']pad["']:2\}"""),
    ("v1", 2, r"""\{["']stride["']:1,["']f["']:4\}|\{["']f["']:4,["']stride["']:1\}"""),
    # v2 and v2a.
    ("v2", 1.5, r"productbetweena_sliceandW\.Donotaddthebiasyet"),
    ("v2", 1, r"CastbtoafloatsothatZ|Castbtoafloat\(\)sothatZ"),
    ("v2", 1, r"-6\.99908945068\b"),
    ("v2", 3, r"0\.0489952035"),
    ("v2", 2, r"""["']pad["']:2,\s*["']stride["']:2\}|\{["']stride["']:2,\s*["']pad["']:2\}"""),
    ("v2", 1, r"-0\.61490741,?-6\.7439236"),
    ("v2", 1, r"0\.02105773,?-0\.20328806"),
    ("v2", 0.5, r"1\.45243777754|1\.72699145831|7\.83923256462"),
    ("v2", 0.5, r"""\{["']stride["']:2,\s*["']f["']:3\}|\{["']f["']:3,\s*["']stride["']:2\}"""),
    ("v2", 3, r"""version["']v?[12]a["']"""),
    # 2021.
    ("2021", 4, r"frompublic_testsimport|importpublic_tests"),
    ("2021", 4, r"YOURCODESTARTSHERE|YOURCODEENDSHERE"),
    ("2021", 2, r"\n(?:zero_pad|conv_single_step|conv_forward|pool_forward|conv_backward|pool_backward)_test\w*\("),
    ("2021", 2, r"productbetweena_slice_prevandW"),
    ("2021", 1, r"\n#\(≈"),
    ("2021", 3, r"randn\(2,5,7,4\)|0\.551127647"),
    ("2021", 2, r"randn\(2,5,5,3\)"),
    ("2021", 2, r"zero_pad\(x,3\)"),
    ("2021", 2, r"-2\.17796037,?8\.07171329"),
    ("2021", 3, r"happyModel\(|convolutional_model\("),
    ("2021", 2, r"fromtest_utilsimport"),
    ("2021", 2, r"SubmissiontotheAutoGrader"),
    ("2021", 1, r"Exercise\d-(?:zero_pad|conv_|pool_|create_mask|distribute_value|convolutional_model)"),
    ("2021", 2, r"tensorflow\.keras\.layersastfl"),
)
_COMPILED = tuple((edition, weight, re.compile(pattern)) for edition, weight, pattern in _SIGNS)
# Ids that nbgrader made up itself: of the foreign editions only the one of 2021 was made with nbgrader.
_MADE_UP_ID = re.compile(r"(?:cell|ex)-[0-9a-f]{10,}")
_BLANKS = re.compile(r"[ \t]+")
# Names that only TensorFlow 1 notebooks have; such an application notebook without another sign is of 2017.
_TF1 = re.compile(r"tf\.(?:placeholder|contrib|Session|get_variable|set_random_seed|global_variables_initializer)")
_APPLICATION = re.compile(r"ConvolutionalNeuralNetworks:Application|importtensorflow|fromtensorflow", re.I)
# The order decides a tie: the edition that is told by more than one kind of sign comes first.
_ORDER: tuple[Edition, ...] = ("current", "2021", "v2", "v1")


def text_of(cells: Iterable[Cell]) -> str:
    """All text of a notebook, blanks taken out, for matching signs."""
    return _BLANKS.sub("", "\n" + "\n".join(cell.source for cell in cells))


def weigh(text: str) -> dict[Edition, float]:
    """Sum of the weights of the signs that are there, for each edition."""
    weights: dict[Edition, float] = dict.fromkeys(_ORDER, 0.0)
    for edition, weight, pattern in _COMPILED:
        if pattern.search(text):
            weights[edition] += weight
    return weights


def recognise_edition(cells: Iterable[Cell], assignment: str, metadata: dict[str, Any] | None = None) -> Edition:
    """The edition of a notebook; "current" where nothing shows another.

    A notebook that carries our nbgrader cells is ours whatever else was pasted into it.

    Parameters
    ----------
    cells : iterable of Cell
    assignment : str
    metadata : dict, optional
        The notebook's. It tells that a notebook came from the course platform, not from when; it decides where no other
        sign is left.
    """
    cells = list(cells)
    if any(cell.grade_id and _names_an_exercise(cell.grade_id) for cell in cells):
        return "current"
    text = text_of(cells)
    weights = weigh(text)
    if any(_MADE_UP_ID.fullmatch(cell.grade_id) for cell in cells):
        weights["2021"] += 2
    best = max(_ORDER, key=lambda edition: weights[edition])
    if weights[best] > 0:
        return best
    if assignment == "application" and _TF1.search(text):
        return "v1"
    return _by_platform(metadata or {})


def _by_platform(metadata: dict[str, Any]) -> Edition:
    """The edition that the course platform most likely served: its Python was 3.6 until 2020, newer from 2021 on."""
    if "coursera" not in metadata:
        return "current"
    info = metadata.get("language_info")
    version = str(info.get("version", "")) if isinstance(info, dict) else ""
    return "v2" if version.startswith(("3.4", "3.5", "3.6")) or not version else "2021"


def recognise_assignment(cells: Iterable[Cell], functions: Iterable[str]) -> str:
    """The assignment most of whose graded functions are there; with none, the one that the text speaks of."""
    names = set(functions)
    counts = {each: sum(e.name in names for e in exercises_of(each)) for each in ASSIGNMENTS}
    if counts["step_by_step"] != counts["application"]:
        return "step_by_step" if counts["step_by_step"] > counts["application"] else "application"
    return "application" if _APPLICATION.search(text_of(cells)) else "step_by_step"


def _names_an_exercise(grade_id: str) -> bool:
    words = re.sub(r"\W+", "_", grade_id)
    return any(name in words for name in EXERCISES if name != "model")
