"""The languages that a course names."""

import pytest

from autograder.course_languages import FILE, asked_language, languages_line, languages_of, release_folders
from autograder.errors import UserError


def test_a_course_that_says_nothing_speaks_english(tmp_path):
    assert languages_of(tmp_path) == ["en"]
    assert release_folders(tmp_path) == {"en": "release"}


def test_the_first_language_has_release_and_each_other_a_folder_beside_it(tmp_path):
    (tmp_path / FILE).write_text(languages_line(["ko", "en", "zh"]))
    assert languages_of(tmp_path) == ["ko", "en", "zh"]
    assert release_folders(tmp_path) == {"ko": "release", "en": "release-en", "zh": "release-zh"}


@pytest.mark.parametrize(
    "text", ["", 'language = "ko"', "languages = []", "languages = [1]", 'languages = ["ko"]\nx = 1']
)
def test_a_file_that_says_something_else_is_refused(text, tmp_path):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(UserError) as caught:
        languages_of(tmp_path)
    assert str(caught.value) == (
        f'{tmp_path / FILE} holds one line, the codes of the course\'s languages: languages = ["ko", "zh"].'
    )


def test_a_file_that_is_no_toml_is_refused(tmp_path):
    (tmp_path / FILE).write_text("languages: ko")
    with pytest.raises(UserError, match=r"languages\.toml cannot be read: .*\.$"):
        languages_of(tmp_path)


def test_a_language_may_be_named_as_systems_name_it():
    assert asked_language("en-GB") == asked_language("EN_us.UTF-8") == "en"


def test_a_language_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(UserError, match=r"^There is no language 'xx' here; there are en[\w, ]*\.$"):
        asked_language("xx")
