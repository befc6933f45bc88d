"""Work is graded as it comes, whoever brings it; restarts, trouble and crowds cost time and never a mark."""

import errno
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing, contextmanager, nullcontext
from datetime import datetime

import pytest
from graded_course import A, MarkingPool, configured, hand_in, marks_in_gradebook, page_of
from nbgrader.utils import notebook_hash

from autograder.course.folder import Course
from autograder.files import DEEPEST
from autograder.week.answering import answer
from autograder.week.as_it_comes import answer_limit, watching
from autograder.week.as_it_comes.watching import Asked, Watch
from autograder.week.deadlines import set_due


class Watcher:
    """A watch whose pool marks at once, and what it told."""

    def __init__(self, root, a_day=None, pool=None):
        self.events, self.pool = [], pool or MarkingPool(None)
        asked = Asked((A,), root / "drop", a_day, quiet=0.0)
        self.watch = Watch(root, asked, lambda name: nullcontext(self.pool), self.events.append)

    def look(self, times=1):
        """Look so often; what was told."""
        del self.events[:]
        for _ in range(times):
            self.watch.look()
        return [(event.kind, event.student) for event in self.events]


@pytest.fixture
def course(course_root, tmp_path):
    """A course with an exchange of its own."""
    exchange = tmp_path / "exchange"
    (exchange / "convnets" / "inbound").mkdir(parents=True)
    configured(course_root, f"c.Exchange.root = {str(exchange)!r}")
    return course_root


def submit(root, student, share, moment, secret="s3cret"):
    """Hand in as `nbgrader submit` does."""
    inbound = root.parent / "exchange" / "convnets" / "inbound"
    hand_in(root.parent / "elsewhere", student, share)
    place = inbound / f"{student}+{A}+{moment} UTC+xyz"
    shutil.move(root.parent / "elsewhere" / "submitted" / student / A, place)
    (place / "timestamp.txt").write_text(f"{moment} UTC")
    (place / "submission_secret.txt").write_text(secret)


def fetched(root, secret):
    """What `nbgrader fetch_feedback` finds for a hand-in."""
    name = f"{notebook_hash(secret=secret, notebook_id=A)}.html"
    path = root.parent / "exchange" / "convnets" / "feedback" / name
    return path.read_text(encoding="utf-8") if path.exists() else None


def test_what_is_new_or_changed_is_graded_once(course):
    watcher = Watcher(course)
    hand_in(course, "ada", 0.5)
    hand_in(course, "bob", 1)
    assert watcher.look() == [("graded", "ada"), ("graded", "bob")]
    assert watcher.look() == []
    hand_in(course, "ada", 0.75)
    assert watcher.look() == [("graded", "ada")]
    assert marks_in_gradebook(course, "ada")[0] == 75
    (event,) = watcher.events
    assert event.text == f"graded, 75 of 100, {event.facts['seconds']} s after it came."
    line = json.loads(event.to_json())
    assert (line["event"], line["assignment"], line["student"], line["score"]) == ("graded", A, "ada", 75)


def test_after_a_restart_nothing_is_graded_again(course):
    hand_in(course, "ada", 0.5)
    Watcher(course).look()
    again = Watcher(course)
    assert again.look() == []
    assert again.pool.seen == []


def test_the_newest_hand_in_of_the_exchange_is_graded_and_answered_where_its_student_looks(course):
    watcher = Watcher(course)
    submit(course, "ada", 0.5, "2026-03-01 10:00:00.000000", "first")
    submit(course, "ada", 0.8, "2026-03-01 10:05:00.000000", "second")
    assert watcher.look() == [("collected", "ada"), ("graded", "ada")]
    assert "<h1>step by step: 80 of 100 points</h1>" in fetched(course, "second")
    assert fetched(course, "second") == page_of(course, "ada")
    assert fetched(course, "first") is None
    assert watcher.look() == []
    submit(course, "ada", 0.9, "2026-03-01 10:09:00.000000", "third")
    assert Watcher(course).look() == [("collected", "ada"), ("graded", "ada")]  # a restart finds it as well
    assert "90 of 100" in fetched(course, "third")
    folder = course.parent / "exchange" / "convnets" / "feedback"
    assert folder.stat().st_mode & 0o777 == 0o711


def test_folders_in_folders_without_end_are_copied_as_far_as_anybody_looks(course, endless_folders):
    moment = "2026-03-01 10:00:00.000000"
    submit(course, "ada", 0.5, moment)
    submit(course, "eve", 1, moment)
    endless_folders(course.parent / "exchange" / "convnets" / "inbound" / f"eve+{A}+{moment} UTC+xyz")
    expected = [("collected", "ada"), ("collected", "eve"), ("graded", "ada"), ("graded", "eve")]
    assert sorted(Watcher(course).look()) == expected
    copied = course / "submitted" / "eve" / A
    assert sum(path.is_dir() for path in copied.rglob("*")) == DEEPEST
    assert (copied / f"{A}.ipynb").is_file()


def test_what_lay_there_before_is_removed_however_deep(course, endless_folders):
    submit(course, "eve", 0.5, "2026-03-01 10:00:00.000000")
    watcher = Watcher(course)
    watcher.look()
    endless_folders(course / "submitted" / "eve" / A)
    submit(course, "eve", 1, "2026-03-01 10:05:00.000000")
    assert watcher.look() == [("collected", "eve"), ("graded", "eve")]
    assert [path.name for path in (course / "submitted" / "eve").iterdir()] == [A]


def test_a_file_that_would_fill_the_disk_is_left_where_it_is(course):
    moment = "2026-03-01 10:00:00.000000"
    submit(course, "ada", 0.5, moment)
    submit(course, "eve", 0.5, moment)
    place = course.parent / "exchange" / "convnets" / "inbound" / f"eve+{A}+{moment} UTC+xyz"
    with (place / "sparse").open("wb") as file:
        file.truncate(1 << 30)
    watcher = Watcher(course)
    assert watcher.look(2) == [("collected", "ada"), ("left", "eve"), ("graded", "ada")]
    why = f"{place.name} cannot be copied, which is tried again: it has more than 512 MB."
    assert watcher.events[1].text == f"left to you: {why}"
    assert [path.name for path in (course / "submitted").iterdir()] == ["ada"]


@pytest.mark.parametrize("name", [".", ".."])
def test_a_name_in_the_exchange_that_leads_elsewhere_is_left(course, name):
    moment = "2026-03-01 10:00:00.000000"
    (course / A).mkdir()
    (course / A / "notes").touch()
    submit(course, "ada", 0.5, moment)
    submit(course, "eve", 0.5, moment)
    inbound = course.parent / "exchange" / "convnets" / "inbound"
    place = (inbound / f"eve+{A}+{moment} UTC+xyz").rename(inbound / f"{name}+{A}+{moment} UTC+xyz")
    watcher = Watcher(course)
    assert watcher.look(2) == [("left", name), ("collected", "ada"), ("graded", "ada")]
    assert watcher.events[0].text == f"left to you: {place.name} names no student."
    assert [path.name for path in (course / A).iterdir()] == ["notes"]
    assert [path.name for path in (course / "submitted").iterdir()] == ["ada"]


@pytest.mark.parametrize("a_day", [None, 1])
def test_a_name_in_the_exchange_that_is_no_text_costs_nobody_else(course, a_day):
    moment = "2026-03-01 10:00:00.000000"
    submit(course, "ada", 0.5, moment)
    submit(course, "caf\udce9", 0.5, moment)
    watcher = Watcher(course, a_day)
    assert watcher.look(3) == [
        ("collected", "ada"),
        ("collected", "caf\udce9"),
        ("graded", "ada"),
        ("left", "caf\udce9"),
    ]
    assert watcher.events[-1].text == "not graded: the folder's name is not UTF-8."


def test_a_hand_in_without_all_of_its_files_is_taken_when_it_is_whole(course):
    asked = Asked((A,), course / "drop", quiet=3600.0)
    told = []
    submit(course, "ada", 0.5, "2026-03-01 10:00:00.000000")
    hand_in(course, "bob", 0.5)
    watch = Watch(course, asked, lambda name: nullcontext(MarkingPool(None)), told.append)
    assert watch.look() == 1800  # something is coming: it looks again while it waits for that
    assert told == []


def test_whatever_is_dropped_is_taken_as_collect_takes_it(course):
    watcher = Watcher(course)
    hand_in(course.parent / "elsewhere", "ada", 0.5)
    notebook = course.parent / "elsewhere" / "submitted" / "ada" / A / f"{A}.ipynb"
    released = json.loads((course / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    released["cells"][0]["source"] = "share 0.5"
    notebook.write_text(json.dumps(released), encoding="utf-8")
    (course / "drop" / "ada").mkdir(parents=True)
    (course / "drop" / "eve").mkdir()
    shutil.copy(notebook, course / "drop" / "ada" / "my work.ipynb")
    (course / "drop" / "eve" / "essay.ipynb").write_text("no notebook")
    assert watcher.look() == [("collected", "ada"), ("left", "eve"), ("graded", "ada")]
    assert watcher.look() == []
    assert Watcher(course).look() == [("left", "eve")]


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("people", [("Ada", "Bob"), ("Ada",)])
def test_a_zip_in_the_drop_folder_speaks_for_nobody_in_the_names_inside_it(course, beside, people):
    submit(course, "Ada", 0.5, "2026-03-01 10:00:00.000000", "secret")
    watcher = Watcher(course)
    assert watcher.look() == [("collected", "Ada"), ("graded", "Ada")]
    (course / "drop").mkdir()
    with zipfile.ZipFile(course / "drop" / "mine.zip", "w") as archive:
        for number, name in enumerate(people, 1):
            archive.writestr(f"{name}_{number}_assignsubmission_file_/{A}.ipynb", "{}")
    if beside:
        (course / "drop" / "note.txt").write_text("of the whole class")
    assert watcher.look() == [("left", "mine")]
    (event,) = watcher.events
    assert event.text == (
        "left to you: No notebook of step_by_step. mine.zip: It looks like a download of a class: if you downloaded "
        "it, give it to autograder collect."
    )
    assert watcher.look() == []


def test_a_students_own_zip_alone_in_the_drop_folder_is_theirs(course):
    released = json.loads((course / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    released["cells"][0]["source"] = "share 0.5"
    (course / "drop").mkdir()
    with zipfile.ZipFile(course / "drop" / "bob.zip", "w") as archive:
        archive.writestr("homework.ipynb", json.dumps(released))
    watcher = Watcher(course)
    assert watcher.look() == [("collected", "bob"), ("graded", "bob")]
    assert watcher.look() == []


def test_answers_are_counted_by_the_day_and_the_next_is_announced(course, monkeypatch):
    class Clock(datetime):
        on = 1

        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 3, cls.on, 15, tzinfo=tz)

    monkeypatch.setattr(answer_limit, "datetime", Clock)
    watcher = Watcher(course, a_day=2)
    for number, share in enumerate((0.1, 0.2, 0.3)):
        submit(course, "ada", share, f"2026-03-01 10:0{number}:00.000000", f"secret{number}")
        told = watcher.look()
    assert told == [("collected", "ada"), ("held", "ada")]
    assert "<h1>step by step: 20 of 100 points</h1>" in fetched(course, "secret2")
    assert (
        "<p>Your last hand-in has arrived. Today&#x27;s 2 answers have been given; the next comes on "
        "Monday 2 March 2026, 00:00 (UTC), for what you have handed in by then.</p>"
    ) in fetched(course, "secret2")
    assert Watcher(course, a_day=2).look() == [("held", "ada")]  # a restart gives no answer more
    assert watcher.look() == []
    Clock.on = 2
    assert watcher.look() == [("graded", "ada")]
    assert "<h1>step by step: 30 of 100 points</h1>" in fetched(course, "secret2")


class FailingPool(MarkingPool):
    """Fails where a student's work comes, as a full disk does, until it is told that there is room."""

    def __init__(self, student):
        super().__init__(None)
        self.student = student

    def grade(self, tasks):
        for graded in super().grade(tasks):
            if graded.record.student == self.student:
                raise OSError(errno.ENOSPC, "No space left on device", f"feedback/{self.student}")
            yield graded


def test_trouble_is_said_once_and_outlived_and_others_come_first(course):
    watcher = Watcher(course, pool=FailingPool("ada"))
    for student in ("ada", "bob", "cy", "dora", "eve"):
        hand_in(course, student, 1)
    told = watcher.look(4)
    # The four that failed together are tried one by one, so that the one who fails again holds up nobody.
    assert [student for kind, student in told if kind == "graded"] == ["eve", "bob"]
    assert [kind for kind, _ in told].count("trouble") == 1
    watcher.pool.student = ""
    told = watcher.look(4)
    assert told[-1] == ("well", "")
    assert sorted(student for kind, student in told if kind == "graded") == ["ada", "cy", "dora"]
    assert {marks_in_gradebook(course, name)[0] for name in ("ada", "bob", "cy", "dora", "eve")} == {100}


def test_nobody_starves_while_somebody_hands_in_again_and_again(course):
    watcher = Watcher(course)
    students = [f"student{number}" for number in range(9)]
    for student in students:
        hand_in(course, student, 0.5)
    for number in range(4):
        hand_in(course, "student0", number / 10)
        watcher.look()
    assert set(watcher.pool.seen) == set(students)
    assert marks_in_gradebook(course, "student0")[0] == pytest.approx(30)
    assert watcher.pool.seen.index("student8") < len(watcher.pool.seen) - 1  # before the last of the busy one


def test_a_group_is_answered_with_its_newest_hand_in(course):
    (course / "groups.csv").write_text("student,group\nada,red\nbob,red\n")
    watcher = Watcher(course)
    submit(course, "ada", 0.5, "2026-03-01 10:00:00.000000")
    assert watcher.look() == [("collected", "ada"), ("graded", "ada"), ("graded", "bob")]
    assert marks_in_gradebook(course, "bob")[0] == 50
    assert Course(course).folder("feedback", "bob", A).exists()


@contextmanager
def locked(root):
    """A gradebook into which somebody else writes for long."""
    with closing(sqlite3.connect(root / "gradebook.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(watching, "BUSY", 0.05)


@pytest.mark.usefixtures("impatient")
def test_an_answer_does_not_wait_for_a_busy_gradebook_and_the_mark_follows(course):
    watcher = Watcher(course)
    submit(course, "ada", 0.5, "2026-03-01 10:00:00.000000")
    with locked(course):
        assert watcher.look() == [("collected", "ada"), ("answered", "ada"), ("trouble", "")]
        assert watcher.events[1].text.endswith(" s after it came; the mark follows when the gradebook can be written.")
        assert "<h1>step by step: 50 of 100 points</h1>" in fetched(course, "s3cret")
        assert watcher.look() == []  # tried again, and told once
    assert watcher.look() == [("graded", "ada"), ("well", "")]
    assert marks_in_gradebook(course, "ada")[0] == 50
    assert watcher.look() == []


@pytest.mark.usefixtures("impatient")
def test_while_the_gradebook_is_busy_new_work_is_answered_before_marks_are_tried_again(course):
    watcher = Watcher(course)
    for number in range(4):
        hand_in(course, f"student{number}", 0.5)
    with locked(course):
        watcher.look()
        hand_in(course, "student2", 0.75)
        hand_in(course, "zoe", 1)
        assert [told for told in watcher.look() if told[0] == "answered"] == [
            ("answered", "student2"),
            ("answered", "zoe"),
        ]
        assert "<h1>step by step: 75 of 100 points</h1>" in page_of(course, "student2")
    told = watcher.look(2)
    assert told[-1] == ("well", "")
    assert sorted(student for kind, student in told if kind == "graded") == [
        *(f"student{number}" for number in range(4)),
        "zoe",
    ]
    assert marks_in_gradebook(course, "student2")[0] == 75


@pytest.mark.usefixtures("impatient")
def test_what_a_person_gave_and_what_lateness_takes_stand_in_an_answer_that_did_not_wait(course):
    configured(course, 'c.LatePolicy.penalty_method = "per_day"', "c.LatePolicy.percent = 10")
    watcher = Watcher(course)
    hand_in(course, "ada", 0.5, "2026-03-01 10:00")
    watcher.look()
    set_due(Course(course), A, datetime(2026, 3, 2))
    answer(Course(course), A, "ada", "zero_pad", 10, None)  # of 10, where 5 were given
    hand_in(course, "ada", 0.4, "2026-03-02 10:00")
    with locked(course):
        watcher.look()
        # 40 in all, 4 of them in zero_pad; with 10 there 46, less a tenth
        assert "<h1>step by step: 41.4 of 100 points</h1>" in page_of(course, "ada")
    page = page_of(course, "ada")
    watcher.look()
    assert page_of(course, "ada") == page


@pytest.mark.usefixtures("impatient")
def test_a_group_is_answered_and_marked_around_a_busy_gradebook(course):
    (course / "groups.csv").write_text("student,group\nada,red\nbob,red\n")
    watcher = Watcher(course)
    hand_in(course, "ada", 0.5)
    with locked(course):
        assert watcher.look() == [("answered", "ada"), ("answered", "bob"), ("trouble", "")]
        assert watcher.look() == []
    assert watcher.look() == [("graded", "ada"), ("graded", "bob"), ("well", "")]
