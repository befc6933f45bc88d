"""Sentences of a page whose values are HTML, such as the name of an exercise in <code>."""

from __future__ import annotations

from markupsafe import Markup, escape

from cnn_utils.language.speaking import say, say_number


def marked(message: str, /, **values: object) -> Markup:
    """Say a sentence as HTML: its words are escaped, and so are values that are no `Markup`."""
    return Markup(escape(str(say(message)))).format(**values)


def marked_number(one: str, many: str, n: int, /, **values: object) -> Markup:
    """Say a sentence that depends on a number as HTML, in the same way."""
    held = {name: f"{{{name}}}" for name in values}  # only the words are looked up; the values are put in below
    return Markup(escape(str(say_number(one, many, n, **held)))).format(**values)
