"""What is wrong with a translation is said in one line, with the place."""

import pytest

from autograder.translating import extraction, faults, po_files
from autograder.translating.extraction import Found
from autograder.translating.faults import coverage, differences_between, faults_of
from autograder.translating.po_files import po_files as files_of
from autograder.translating.po_files import po_path, read_catalogue, updated_catalogue, written

ENGLISH = [Found("Padding adds {n} zeros.", "card.py"), Found("Look at `Z`.", "card.py", "a note")]


@pytest.fixture
def english(monkeypatch):
    """Two sentences in one part, which a test may change."""
    sentences = list(ENGLISH)
    monkeypatch.setattr(po_files, "found_in", lambda part, root: sentences)
    for module in (extraction, faults, po_files):
        monkeypatch.setattr(module, "PARTS", ("checks",))
    return sentences


def translate(root, *words, flags=()):
    catalogue = updated_catalogue("checks", "ko", root)
    for message, said in zip((each for each in catalogue if each.id), words, strict=True):
        message.string, message.flags = said, set(flags)
    path = po_path("ko", "checks", root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalogue))


def lines(root):
    return [str(fault) for fault in faults_of("ko", root)]


@pytest.mark.usefixtures("english")
def test_a_whole_translation_has_no_fault(tmp_path):
    translate(tmp_path, "0을 {n}개 붙입니다.", "`Z`를 보세요.")
    assert lines(tmp_path) == []
    assert coverage("ko", tmp_path) == {"checks": (2, 2)}


@pytest.mark.usefixtures("english")
def test_what_nobody_has_translated(tmp_path):
    assert lines(tmp_path) == [
        "ko/checks.po, card.py, “Padding adds {n} zeros.”: not translated.",
        "ko/checks.po, card.py (a note), “Look at `Z`.”: not translated.",
    ]
    translate(tmp_path, "", "`Z`를 보세요.")
    assert lines(tmp_path) == ["ko/checks.po, card.py, “Padding adds {n} zeros.”: not translated."]
    assert coverage("ko", tmp_path) == {"checks": (1, 2)}


@pytest.mark.usefixtures("english")
def test_what_is_fuzzy(tmp_path):
    translate(tmp_path, "0을 {n}개 붙입니다.", "`Z`를 보세요.", flags=["fuzzy"])
    assert [line.rpartition("”: ")[2] for line in lines(tmp_path)] == [
        "fuzzy: the English has changed; look the translation through and take the mark out."
    ] * 2


def test_what_the_english_has_left_behind(tmp_path, english):
    translate(tmp_path, "0을 {n}개 붙입니다.", "`Z`를 보세요.")
    english[1] = Found("Look at `Z` once more.", "card.py")
    assert lines(tmp_path) == [
        "ko/checks.po, card.py, “Look at `Z` once more.”: not translated.",
        "ko/checks.po, card.py (a note), “Look at `Z`.”: "
        "stale: the English is gone or has changed; `autograder sync` brings the catalogue up to date.",
    ]
    ((path, content),) = files_of("ko", tmp_path).items()
    (tmp_path / path).write_bytes(content)
    assert lines(tmp_path) == [
        "ko/checks.po, card.py, “Look at `Z` once more.”: "
        "fuzzy: the English has changed; look the translation through and take the mark out."
    ]
    changed = read_catalogue("checks", "ko", tmp_path).get("Look at `Z` once more.")
    assert changed.string == "`Z`를 보세요."
    assert '#| msgid "Look at `Z`."' in (tmp_path / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("english", "words", "wrong"),
    [
        ("{n} zeros", "0", ["the placeholder {n} is missing."]),
        ("{n} zeros", "0 {n}{m}", ["the placeholder {m} is not in the English."]),
        ("see `Z`", "`z` 참고", ["the code `Z` is missing.", "the code `z` is not in the English."]),
        ("as $A^{2}$ says", "$A^2$", ["the formula $A^{2}$ is missing.", "the formula $A^2$ is not in the English."]),
        ("[here](https://a.org/x)", "[여기](https://a.org/y)", [
            "the link ](https://a.org/x) is missing.", "the link ](https://a.org/y) is not in the English.",
        ]),
        ("## Title", "# 제목", ["the heading ## is missing.", "the heading # is not in the English."]),
        ("one line", "두\n줄", ["the English is one line; this has more."]),
        ("`Z` and {n}", "{n}，`Z`", []),
        ("two\nlines", "한 줄", []),
    ],
)  # fmt: skip
def test_what_every_language_keeps(english, words, wrong):
    assert list(differences_between(english, words)) == wrong


def test_a_sentence_for_numbers_is_held_against_the_one_for_many(tmp_path, english):
    english[:] = [Found("One entry is wrong.", "card.py", many="{n} entries are wrong.")]
    translate(tmp_path, ("틀린 값이 있습니다.",))
    assert lines(tmp_path) == ["ko/checks.po, card.py, “{n} entries are wrong.”: the placeholder {n} is missing."]
    translate(tmp_path, ("틀린 값이 {n}개 있습니다.",))
    assert lines(tmp_path) == []
