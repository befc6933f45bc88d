"""`autograder new-language`: begin a language in a clone of this project, or see how far one is."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import say


def command(
    language: Annotated[str, typer.Argument(metavar="CODE", help="The language's code, such as fr.")],
    course: CourseOption = None,
) -> None:
    """Begin another language in a clone of this project; again, to see how far it is.

    Writes catalogues with a context for every sentence, a glossary to fill in, and a preview in which ⟦brackets⟧ stand
    around what is still English. docs/translating.md leads through it.
    """
    from autograder.authoring.sync import is_this_project
    from autograder.authoring.translations import preview_files
    from autograder.errors import UserError
    from autograder.files import write_whole
    from autograder.translating.faults import coverage
    from autograder.translating.new_language import begin_language

    root = entered(course)
    if not is_this_project(root):
        raise UserError("A language is added in a clone of this project, where its catalogues are: languages/.")
    for path in begin_language(language, root):
        say(f"wrote {path.as_posix()}")
    counts = coverage(language, root)
    for part, (translated, all_of_them) in counts.items():
        say(f"{part:<16} {translated:>5} of {all_of_them:>5} translated")
    for path, content in preview_files(language, root).items():
        write_whole(root / path, content)
    done, wanted = (sum(numbers) for numbers in zip(*counts.values(), strict=True))
    say(f"{language}: {done / wanted:.0%} translated. Look at it: autograder bundle step_by_step --language {language}")
    say("`autograder sync` takes the preview away again, until languages.toml names the language.")
