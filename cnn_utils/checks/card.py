"""Show a verdict to a student: a card in HTML, and the same words as plain text."""

from __future__ import annotations

import re
from html import escape

from cnn_utils.checks.card_pictures import picture
from cnn_utils.compare.verdict import Finding, Hint, Property, Verdict, Window
from cnn_utils.language.speaking import later, say, say_number
from cnn_utils.palette import MISTAKE, OPEN, PASSED

_MOST_FINDINGS = 3

_HEADLINES = {
    "failed": later("not yet"),
    "error": later("stops with an error"),
    "timeout": later("does not finish"),
    "memory": later("runs out of memory"),
    "killed": later("ended its own process"),
    "unfilled": later("still to be written"),
    "missing": later("not found"),
    "ungraded": later("could not be graded"),
}


def html_card(verdict: Verdict, *, visible_only: bool = False) -> str:
    """Draw a verdict as one self-contained HTML element.

    Everything that comes from the student is escaped. No script, no style sheet from elsewhere; the colours stand on
    light and dark pages.

    Parameters
    ----------
    verdict : Verdict
    visible_only : bool
        True for `check` in a notebook: the headline speaks of the visible checks, and a named mistake shows its first
        step only, for `hint` to go on from. False for feedback after grading, which shows all three steps.
    """
    words = headline(verdict, visible_only=visible_only)
    colour = {"passed": PASSED, "unfilled": OPEN, "ungraded": OPEN}.get(verdict.status, MISTAKE)
    said = _first_line(f"<code>{escape(verdict.exercise)}</code>", escape(words))
    label = _first_line(escape(verdict.exercise), escape(words))
    parts = [
        f'<div style="font-weight:600;color:{colour}">{_tick(verdict.status == "passed")} {said}</div>',
        *(_html_hint(hint, first_step_only=visible_only) for hint in verdict.hints),
        _html_properties(verdict.properties) if verdict.status != "unfilled" else "",
        *(_html_finding(finding) for finding in _told(verdict)),
        _more(verdict),
        *(f'<p style="margin:.5em 0 0">{_prose(say(note))}</p>' for note in verdict.notes),
    ]
    return (
        f'<div role="group" aria-label="{label}" '
        f'style="border:1px solid {colour};border-left-width:6px;border-radius:6px;padding:.6em .9em;margin:.4em 0;'
        f'max-width:52em;line-height:1.45">{"".join(parts)}</div>'
    )


def plain_card(verdict: Verdict, *, visible_only: bool = False) -> str:
    """Write a verdict as plain text, for a terminal or a notebook without HTML. See `html_card`."""
    words = headline(verdict, visible_only=visible_only)
    lines = [f"{_tick(verdict.status == 'passed')} {_first_line(verdict.exercise, words)}"]
    for hint in verdict.hints:
        lines += [f"  {say(step)}" for step in _steps(hint, first_step_only=visible_only)]
    if verdict.status not in ("unfilled", "missing", "passed"):
        lines += [f"  {_tick(part.holds)} {say(part.name)}" for part in verdict.properties]
    for finding in _told(verdict):
        if finding.title:
            lines += ["  " + say("With {call}:", call=say(finding.title)), f"    {finding.message}"]
        else:
            lines.append(f"  {finding.message}")
        if finding.window:
            lines.append("    " + _origin(finding.window, finding.window.text))
    lines += [f"  {more}"] if (more := _more_text(verdict)) else []
    lines += [f"  {say(note)}" for note in verdict.notes]
    return "\n".join(lines)


def headline(verdict: Verdict, *, visible_only: bool) -> str:
    """Say the status in a few words; a passed `check` claims the visible checks and no more."""
    if verdict.status == "passed":
        if visible_only:
            return say("the visible checks passed")
        return say("all {n} cases hold", n=verdict.cases)
    if verdict.status == "failed" and verdict.properties:
        held, n = sum(part.holds for part in verdict.properties), len(verdict.properties)
        return say("not yet ({held} of {n} properties hold)", held=held, n=n)
    return say(_HEADLINES[verdict.status])


def _first_line(exercise: str, words: str) -> str:
    return say("{exercise}: {status}", exercise=exercise, status=words)


def _origin(window: Window, code: str) -> str:
    return say(window.sentence, window=code)


def _told(verdict: Verdict) -> list[Finding]:
    """Keep the first few findings, each message once: an error is often the same in every case."""
    told: dict[str, Finding] = {}
    for finding in verdict.findings:
        told.setdefault(finding.message, finding)
    return list(told.values())[:_MOST_FINDINGS]


def _prose(text: str) -> str:
    """Escape a sentence for HTML; what stands between backticks is code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _tick(good: bool) -> str:
    return "✓" if good else "✗"


def _steps(hint: Hint, *, first_step_only: bool) -> list[str]:
    return [hint.what] if first_step_only else [hint.what, hint.where, hint.why]


def _html_hint(hint: Hint, *, first_step_only: bool) -> str:
    first, *rest = (_prose(say(step)) for step in _steps(hint, first_step_only=first_step_only))
    return (
        '<div style="background:#8882;border-radius:4px;padding:.4em .7em;margin:.5em 0">'
        f"<strong>{first}</strong>{''.join(f'<br>{step}' for step in rest)}</div>"
    )


def _html_properties(properties: tuple[Property, ...]) -> str:
    if not properties or all(part.holds for part in properties):
        return ""
    chips = "".join(
        f'<span style="display:inline-block;border:1px solid {PASSED if part.holds else MISTAKE};border-radius:1em;'
        f'padding:0 .6em;margin:.15em .3em .15em 0;font-size:.9em">{_tick(part.holds)} {escape(say(part.name))}</span>'
        for part in properties
    )
    return f'<div style="margin:.4em 0">{chips}</div>'


def _html_finding(finding: Finding) -> str:
    window, call = "", ""
    if finding.window:
        window = "<br>" + _origin(finding.window, f"<code>{escape(finding.window.text)}</code>")
    if finding.title:
        said = escape(say("With {call}:", call=say(finding.title)))
        call = f'<div style="opacity:.75;font-size:.92em">{said}</div>'
    drawn = picture(finding.difference, reveal=finding.visible) if finding.difference else ""
    return (
        f'<div style="margin:.5em 0">{call}'
        f"<div>{_prose(finding.message)}{window}</div>"
        f'<div style="margin:.4em 0 0">{drawn}</div></div>'
    )


def _more_text(verdict: Verdict) -> str:
    more = len(verdict.findings) - len(_told(verdict))
    if more <= 0:
        return ""
    return say_number("And {n} more case of this kind.", "And {n} more cases of this kind.", more)


def _more(verdict: Verdict) -> str:
    text = _more_text(verdict)
    return f'<div style="opacity:.75">{text}</div>' if text else ""
