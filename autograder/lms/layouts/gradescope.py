"""Gradescope, "Export submissions": folders submission_1234, and submission_metadata.yml, which says whose they are.

The list is Ruby's YAML: keys are symbols (":submitters"), values may carry Ruby's tags. Everything in it is read as
text, so that no tag makes an object and no number loses a zero.
"""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from autograder.course.times import parse_moment
from autograder.files import read_plain
from autograder.lms.layouts.claims import Claim, Entries
from autograder.lms.unpacking.archives import Item

METADATA = "submission_metadata.yml"
_LONGEST = 32 << 20
_DEEPEST = 50


def gradescope(entries: Entries, assignment: str, zone: tzinfo) -> list[Claim]:
    """Recognise Gradescope's export by its list."""
    if METADATA not in entries:
        return []
    listed, problem = _read(entries.pop(METADATA)[0])
    claims: list[Claim] = []
    for folder, entry in listed.items():
        items = entries.pop(folder, [])
        files = tuple(item.at(*item.parts[1:] or item.parts) for item in items)
        claims += _claims(folder, entry, files, assignment, zone)
    claims = _joined(claims)
    unlisted = [folder for folder in entries if folder.startswith("submission_")]
    for folder in unlisted:
        why = problem or f"{METADATA} does not say whose it is."
        claims.append(
            Claim("gradescope", ("gradescope submission", folder), folder, tuple(entries.pop(folder)), problem=why)
        )
    return claims


def _joined(claims: list[Claim]) -> list[Claim]:
    """Give those whom the list once names without a SID the one that it has elsewhere for their e-mail."""
    sids = defaultdict(set)
    for claim in claims:
        if claim.key[0] == "sid" and claim.email:
            sids["email", claim.email.casefold()].add(claim.key)
    return [replace(claim, key=min(sids[claim.key])) if len(sids[claim.key]) == 1 else claim for claim in claims]


def _read(item: Item) -> tuple[dict[str, Any], str]:
    """The list, and what is wrong with it."""
    import yaml

    if item.path is None:
        return {}, f"{METADATA}: {item.problem}"
    content = read_plain(item.path, _LONGEST + 1)
    if len(content) > _LONGEST:
        return {}, f"{METADATA} has more than {_LONGEST >> 20} MB."
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        _refuse_depth(yaml.parse(_text(content), Loader=loader))
        listed = yaml.load(_text(content), Loader=loader)  # which makes nothing but texts
    except (yaml.YAMLError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f" in line {line + 1}" if line is not None else ""
        why = getattr(error, "problem", None) or " ".join(str(error).split())
        return {}, f"{METADATA} cannot be read{where}: {why.rstrip('.')}."
    if not isinstance(listed, dict):
        return {}, f"{METADATA} is no list of submissions by their folders."
    return {folder: entry for folder, entry in listed.items() if isinstance(folder, str)}, ""


def _refuse_depth(events: Iterable[object]) -> None:
    """What nests without end would end the process that makes lists of it: C has no bound of its own."""
    depth = 0
    for event in events:
        name = type(event).__name__
        depth += name.endswith("StartEvent") - name.endswith("EndEvent")
        if depth > _DEEPEST:
            raise ValueError("it nests too deep")


def _text(content: bytes) -> str:
    """YAML allows no tab in front of a key; people's editors do."""
    try:
        text = content.decode("utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\t", "  ")


@dataclass(frozen=True)
class _Submitter:
    """Somebody in the list."""

    name: str
    sid: str = ""
    email: str = ""

    @property
    def key(self) -> tuple[str, str]:
        if self.sid:
            return "sid", self.sid
        return ("email", self.email.casefold()) if self.email else ("gradescope name", self.name)


def _claims(folder: str, entry: Any, files: tuple[Item, ...], assignment: str, zone: tzinfo) -> list[Claim]:  # noqa: ANN401
    entry = entry if isinstance(entry, dict) else {}
    people = list(_submitters(_of(entry, "submitters")))
    written = _of(entry, "created_at")
    time = written if isinstance(written, str) else ""
    moment = parse_moment(time, zone) if time else None
    common = Claim(
        "gradescope", ("gradescope submission", folder), folder, files, moment=moment, time="" if moment else time
    )
    if not people:
        return [replace(common, problem=f"{METADATA} names nobody.")]
    team = {f"team {assignment}": folder} if len(people) > 1 else {}
    return [replace(common, key=one.key, name=one.name, email=one.email, ids=team) for one in people]


def _of(entry: dict[str, Any], key: str) -> Any:  # noqa: ANN401
    """A value by its key, which is a symbol, or a text where somebody wrote the list anew."""
    return entry.get(f":{key}", entry.get(key))


def _submitters(listed: Any) -> Iterator[_Submitter]:  # noqa: ANN401 - whatever the list holds
    for one in listed if isinstance(listed, list) else [listed]:
        if _plain(one):
            yield _Submitter(_plain(one))
        elif isinstance(one, dict):
            name, sid, email = (_plain(_of(one, key)) for key in ("name", "sid", "email"))
            if name or sid or email:
                yield _Submitter(name, sid, email)


def _plain(value: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str) or value in ("null", "~"):
        return ""
    return value.strip().encode("utf-8", "replace").decode()  # half characters, which no file could be named after
