"""The languages of a course: a line in its languages.toml, which need not be there."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import UserError
from cnn_utils.language.catalogues import ENGLISH, known_language
from cnn_utils.language.speaking import language_in_use

FILE = "languages.toml"


def languages_of(root: Path) -> list[str]:
    """Codes of a course's languages: release/ is in the first, release-CODE/ in each of the others.

    Raises
    ------
    UserError
        If its file says something else than `languages = ["ko", "zh"]`.
    """
    path = root / FILE
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return [ENGLISH]
    except ValueError as error:
        raise UserError(f"{path} cannot be read: {error}.") from None
    codes = said.pop("languages", None)
    if said or not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
        raise UserError(f'{path} holds one line, the codes of the course\'s languages: languages = ["ko", "zh"].')
    return list(dict.fromkeys(codes))


def instructors_language(root: Path) -> str:
    """Code of the language that a course's reports are in, and every answer to a notebook that names none.

    It is the course's first; where the course says none, the one in use.
    """
    return asked_language(languages_of(root)[0]) if (root / FILE).exists() else language_in_use()


def languages_line(codes: Sequence[str]) -> str:
    """The text of languages.toml for these languages."""
    listed = ", ".join(f'"{code}"' for code in codes)
    return f"# release/ is in the first, release-CODE/ in each of the others.\nlanguages = [{listed}]\n"


def release_folders(root: Path) -> dict[str, str]:
    """For each language of a course the folder that students' notebooks lie in."""
    first, *others = languages_of(root)
    return {first: "release", **{code: f"release-{code}" for code in others}}


def asked_language(code: str) -> str:
    """Find the language that somebody names on a command line.

    Raises
    ------
    UserError
        If there is none; the message lists those that there are.
    """
    try:
        return known_language(code)
    except ValueError as error:
        raise UserError(str(error)) from None
