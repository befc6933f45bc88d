"""Archives with bytes flipped, cut out and put elsewhere: each is collected or refused in one line, and soon."""

import io
import random
import resource
import tarfile
import time
from datetime import UTC

import pytest
from downloads import FILE, NB, PAGE, RIGHT, SCRIPT, WRONG, A, packed

from autograder.errors import UserError
from autograder.lms import decide, find_claims, opened
from autograder.reading.hand_in import notebook_bytes

PEOPLE = "".join(
    f"submission_{n}:\n  :submitters:\n  - :name: P\n    :sid: '{n}'\n  :created_at: 2026-02-02 20:00:00 Z\n"
    for n in range(3)
).encode()


def taped(files):
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w:gz") as tape:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tape.addfile(entry, io.BytesIO(content))
    return memory.getvalue()


def untaped(files):
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w") as tape:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tape.addfile(entry, io.BytesIO(content))
    return memory.getvalue()


CANVAS = {f"ada{n}_{n}_9{n}_step_by_step.ipynb": RIGHT for n in range(4)} | {"bob_8_88_hw.zip": packed({NB: RIGHT})}
ARCHIVES = (
    packed(CANVAS),
    packed(
        {f"José {n}_{n}{FILE}{NB}": RIGHT for n in range(3)} | {f"Ann_7{FILE}x.py": SCRIPT, f"Bo_8{FILE}x.html": PAGE}
    ),
    packed({"submission_metadata.yml": PEOPLE} | {f"submission_{n}/{NB}": WRONG for n in range(3)}),
    packed({f"s{n}+{A}+2026-02-02 20:00:00 UTC/{NB}": RIGHT for n in range(3)}),
    packed({f"张{n}_{n}{FILE}{NB}": RIGHT for n in range(3)}, "gbk"),
    taped(CANVAS),
    untaped(CANVAS),
    packed({"x.zip": packed({"y.zip": packed(CANVAS)})}),
)


def mutated(data, chance):
    """A copy with something wrong: some bytes, the end, or a piece that lies elsewhere."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        at = chance.randrange(len(changed))
        how = chance.randrange(6)
        if how == 0:
            changed[at] ^= 1 << chance.randrange(8)
        elif how == 1:
            changed[at] = chance.randrange(256)
        elif how == 2:
            changed[at : at + 4] = chance.randbytes(4)
        elif how == 3:
            end = changed.rfind(b"PK\x01\x02")  # what the list of members says, and its names
            at = chance.randrange(max(end, 0), len(changed))
            changed[at] = chance.randrange(256)
        elif how == 4:
            piece = changed[at : at + chance.randrange(1, 200)]
            changed[chance.randrange(len(changed)) : 0] = piece
        elif len(changed) > 100 and chance.random() < 0.3:
            del changed[chance.randrange(50, len(changed)) :]
    return bytes(changed)


def refusal(path):
    """The line that refuses an archive, or "" for one that is collected."""
    try:
        with opened(path) as download:
            decision = decide(find_claims(download.items, A, UTC), A, download, {}, {})
            assert decision.people == len(decision.take) + len(decision.left)
            for one in decision.take:
                notebook_bytes(one.file)
    except UserError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    "rounds",
    [pytest.param(range(10), id="a few"), pytest.param(range(10, 270), id="2,000 more", marks=pytest.mark.slow)],
)
@pytest.mark.parametrize("archive", range(len(ARCHIVES)))
def test_no_archive_is_too_broken(tmp_path, archive, rounds):
    path = tmp_path / "download.zip"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for seed in rounds:
        path.write_bytes(mutated(ARCHIVES[archive], random.Random(f"{archive} {seed}")))
        start = time.process_time()
        assert len(refusal(path).splitlines()) <= 1
        assert time.process_time() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB
