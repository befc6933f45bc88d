"""Classes made up at random, in each system's layout: all are counted, each once, and the right file is taken.

Each notebook says whose it is and whether it is the one to take, so that what was taken is held against what the class
was made of, and against nothing that collecting itself works out.
"""

from __future__ import annotations

import tempfile
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from downloads import APPLE, BLANK, FILE, NB, OTHER, A, notebook, packed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course.roster import Person
from autograder.lms import decide, find_claims, opened

WORDS = (
    "Ada Lovelace", "José Núñez", "Zoë Müller", "Łukasz Żak", "Nguyễn Thị Hà", "Иван Й", "Ελένη Ψ", "张伟", "李小龙",
    "田中",
    "김민준", "रवि कुमार", "रवी कुमार", "กี", "กิ", "தமிழ் செல்வன்", "محمد علي", "שרה כהן", "Siobhán O'Brien", "Anne-Marie",
    "ADA LOVELACE", "Straße", "Strasse", "Team 4", "x", "Wang Wei", "İpek", "ﬁona",
)  # fmt: skip
ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Europe/Berlin", "Australia/Lord_Howe")
DUE = datetime(2026, 2, 2, 20, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Pupil:
    """Somebody made up.

    Attributes
    ----------
    number : int
    name : str
    kind : str
        What they handed in.
    zone : str
    """

    number: int
    name: str
    kind: str
    zone: str

    @property
    def right(self) -> bytes:
        return notebook(f"def zero_pad(X, pad):\n    return {self.number}\n")

    @property
    def wrong(self) -> bytes:
        return notebook(f"def zero_pad(X, pad):\n    return -{self.number}\n")

    @property
    def files(self) -> dict[str, bytes]:
        return {
            "alone": {"my work.ipynb": self.right},
            "named": {NB: self.right, "hw-7.ipynb": self.wrong},
            "copy": {"step_by_step (1).ipynb": self.right, "Untitled.ipynb": self.wrong},
            "clutter": {"x.ipynb": self.right, "x-checkpoint.ipynb": self.wrong, "._x.ipynb": APPLE},
            "blank": {NB: BLANK, "final.ipynb": self.right},
            "other": {NB: OTHER, "z.ipynb": self.right},
            "zip": {
                "work.zip": packed({"a/b/x.ipynb": self.right, "__MACOSX/a/._x.ipynb": APPLE}),
                "me.png": b"\x89PNG",
            },
            "text": {f"{NB}.txt": self.right, "report.pdf": b"%PDF-1.7"},
            "none": {"hw.pdf": b"%PDF-1.7", "hw.html": b"<html></html>"},
            "two": {"a.ipynb": self.right, "b.ipynb": self.wrong},
            "broken": {NB: self.right[:50]},
        }[self.kind]

    @property
    def is_left(self) -> bool:
        return self.kind in ("none", "two", "broken")

    def moment(self, days: int) -> str:
        """A time in the pupil's own zone."""
        there = (DUE + timedelta(days=days)).astimezone(ZoneInfo(self.zone))
        return f"{there:%Y-%m-%d %H:%M:%S.%f} {there:%z}"


KINDS = ("alone", "named", "copy", "clutter", "blank", "other", "zip", "text", "none", "two", "broken")
pupils = st.builds(Pupil, st.integers(1, 9), st.sampled_from(WORDS), st.sampled_from(KINDS), st.sampled_from(ZONES))
classes = st.lists(pupils, min_size=1, max_size=8).map(
    lambda people: [Pupil(1000 + at, one.name, one.kind, one.zone) for at, one in enumerate(people)]
)


def canvas(people):
    squeezed = {one: one.name.lower().replace("'", "").replace("team ", "team_").replace(" ", "") for one in people}
    late = {one: "_LATE" * (one.number % 3 == 0) for one in people}
    files = {}
    for one in people:
        front = f"{squeezed[one]}{late[one]}_{one.number}_9{one.number}"
        files |= {f"{front}{at}_{name}": content for at, (name, content) in enumerate(one.files.items())}
        if one.kind == "alone":
            files |= {f"{front}8_my work-1.ipynb": one.right, f"{front}9_my work.ipynb": one.wrong}
    return files


def moodle(people):
    return {f"{one.name}_{one.number}{FILE}{name}": content for one in people for name, content in one.files.items()}


def gradescope(people):
    lines, files = [], {}
    for one in people:
        folder = f"submission_{one.number}"
        who = f"  - :name: {one.name}\n    :sid: '{one.number}'\n    :email: p{one.number}@example.org\n"
        lines.append(f"{folder}:\n  :submitters:\n{who}  :created_at: {one.moment(0)}\n")
        files |= {f"export/{folder}/{name}": content for name, content in one.files.items()}
    return files | {"export/submission_metadata.yml": "".join(lines).encode()}


def exchange(people):
    files = {}
    for one in people:
        files |= {f"{one.number}+{A}+{one.moment(1)}+aa/{name}": content for name, content in one.files.items()}
        if one.number % 2:
            files[f"{one.number}+{A}+{one.moment(-1)}+bb/{NB}"] = one.wrong
    return files


def folders(people):
    return {f"{one.number}/{A}/{name}": content for one in people for name, content in one.files.items()}


LAYOUTS = {each.__name__: each for each in (canvas, moodle, gradescope, exchange, folders)}


def decided(files, roster=None):
    """What is decided of a download, and the number that stands in each notebook that is taken."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "download.zip"
        path.write_bytes(packed(files))
        with opened(path) as download:
            decision = decide(find_claims(download.items, A, UTC), A, download, roster or {}, {})
            return decision, {one.person.student: one.file.path.read_bytes() for one in decision.take}


def check(layout, people):
    files = LAYOUTS[layout](people)
    decision, taken = decided(files)
    assert decision.people == len(people) == len(decision.take) + len(decision.left)
    assert len(decision.left) == sum(one.is_left for one in people)
    assert sorted(taken.values()) == sorted(one.right for one in people if not one.is_left)
    assert len({unicodedata.normalize("NFKC", student).casefold() for student in taken}) == len(taken)
    roster: dict[str, Person] = {one.person.student: one.person for one in decision.take}
    apart = {unicodedata.normalize("NFD", name): content for name, content in reversed(files.items())}
    assert decided(apart, roster)[1] == taken  # the next day, on a Mac, in another order: the same students


QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_everybody_is_counted_and_has_their_own_notebook(layout):
    @QUICK
    @given(classes)
    def holds(people):
        check(layout, people)

    holds()


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_everybody_is_counted_in_many_classes(layout):
    @settings(QUICK, max_examples=150)
    @given(classes)
    def holds(people):
        check(layout, people)

    holds()


@QUICK
@given(st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_a_team_shares_one_notebook_and_each_member_has_it(sizes):
    lines, files, number = [], {}, 1000
    for team, size in enumerate(sizes):
        who = "".join(f"  - :name: P\n    :sid: '{number + n}'\n    :email: p{number + n}@x.org\n" for n in range(size))
        lines.append(f"submission_{team}:\n  :submitters:\n{who}")
        files[f"submission_{team}/{NB}"] = notebook(f"def zero_pad(X, pad):\n    return {team}\n")
        number += size
    decision, taken = decided(files | {"submission_metadata.yml": "".join(lines).encode()})
    assert len(taken) == decision.people == sum(sizes)
    teams = [one.person.ids.get(f"team {A}") for one in decision.take]
    assert [team is not None for team in teams] == [size > 1 for size in sizes for _ in range(size)]
