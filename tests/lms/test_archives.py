"""Archives: one damaged file stops no other, names are data, and what would burst is refused before it is unpacked."""

import bz2
import gzip
import io
import lzma
import os
import struct
import tarfile
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import UTC

import pytest
from downloads import FILE, NB, RIGHT, WRONG, A, collect, damaged, folder, locked, packed

from autograder.errors import UserError
from autograder.lms import find_claims, opened
from autograder.lms.unpacking.archives import Unpacker

TWO = {"a_1_11_step_by_step.ipynb": RIGHT, "b_2_12_step_by_step.ipynb": RIGHT}
FIRST = next(iter(TWO))


def unknown_method(data, name):
    changed = bytearray(data)
    at = data.index(name.encode()) - 30 + 8
    changed[at : at + 2] = struct.pack("<H", 97)
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode())) + 10
    changed[at : at + 2] = struct.pack("<H", 97)
    return bytes(changed)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (damaged, "It is damaged in the archive."),
        (locked, "It is encrypted."),
        (unknown_method, "It is packed in a way that cannot be read here."),
    ],
)
def test_a_member_that_cannot_be_unpacked_is_named_and_the_rest_collected(tmp_path, spoil, why):
    result = collect(tmp_path / "course", spoil(packed(TWO), FIRST))
    assert result.notebooks == {"b": "R"}
    assert f"Left to you: a (canvas: 1): No notebook of {A}. step_by_step.ipynb: {why}" in result.said
    assert result.code == 1


@pytest.mark.parametrize(
    "name",
    [
        f"{'a' * 120}_1_11_{'x' * 150}.ipynb",
        f"{'a' * 5000}_1_11_{'x' * 5000}.ipynb",
        "./a_1_11_hw.ipynb",
        "C:/x/a_1_11_hw.ipynb",
        "a_1_11_what? <now>|.ipynb",
        "a_1_11_aux.ipynb/hw.ipynb",
    ],
)
def test_names_are_data_and_no_paths(tmp_path, name):
    assert list(collect(tmp_path / "course", {name: RIGHT}).notebooks.values()) == ["R"]


def test_a_file_and_a_folder_of_one_name_are_both_there(tmp_path):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("a_1_11_hw.ipynb", RIGHT)
        archive.writestr("a_1_11_hw.ipynb/data.csv", "1,2\n")
    assert collect(tmp_path / "course", memory.getvalue()).notebooks == {"a": "R"}


@pytest.mark.parametrize("name", ["../evil.ipynb", "/etc/evil.ipynb", "a/../../evil.ipynb", "..\\evil.ipynb"])
def test_an_archive_that_leads_out_of_itself_is_refused_whole(tmp_path, name):
    with pytest.raises(UserError, match=r"leads out of it; nothing was unpacked\."):
        collect(tmp_path / "course", {"fine.ipynb": RIGHT, name: RIGHT})
    assert not list(tmp_path.rglob("submitted"))
    assert not list(tmp_path.rglob("evil.ipynb"))


@pytest.mark.parametrize(
    "spoil", [lambda data: data[: len(data) // 2], lambda data: data[:10], lambda data: data[-200:]]
)
def test_an_archive_cut_off_is_one_line(tmp_path, spoil):
    with pytest.raises(UserError) as error:
        collect(tmp_path / "course", spoil(packed(TWO)))
    assert str(error.value).startswith(str(tmp_path / "download.zip"))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(("start", "kind"), [(b"7z\xbc\xaf'\x1c", "7z"), (b"Rar!\x1a\x07", "RAR")])
def test_what_cannot_be_unpacked_here_is_refused_by_name(tmp_path, start, kind):
    with pytest.raises(UserError, match=rf"is a {kind} archive: unpack it, and give the folder\."):
        collect(tmp_path / "course", start + bytes(100))


def test_what_is_no_archive_is_an_error(tmp_path):
    with pytest.raises(UserError, match="is neither a folder nor a zip file"):
        collect(tmp_path / "course", b"hello")


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_is_opened_and_its_links_are_named(tmp_path, mode):
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode=mode) as tape:
        for name in TWO:
            entry = tarfile.TarInfo(f"submissions/{name}")
            entry.size = len(RIGHT)
            tape.addfile(entry, io.BytesIO(RIGHT))
        link = tarfile.TarInfo("submissions/c_3_13_step_by_step.ipynb")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tape.addfile(link)
    result = collect(tmp_path / "course", memory.getvalue())
    assert result.notebooks == {"a": "R", "b": "R"}
    assert "step_by_step.ipynb: It is a link or a device, not a file." in result.said


def test_a_large_download_of_many_files_is_zip64_and_opened(tmp_path):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive, archive.open("ada_1_11_hw.ipynb", "w", force_zip64=True) as member:
        member.write(RIGHT)
    assert collect(tmp_path / "course", memory.getvalue()).notebooks == {"ada": "R"}


def test_a_download_packed_once_more_is_opened(tmp_path):
    assert collect(tmp_path / "course", {"submissions.zip": packed(TWO)}).notebooks == {"a": "R", "b": "R"}
    assert collect(tmp_path / "other", folder(tmp_path / "in", {"x.zip": packed(TWO)})).notebooks == {
        "a": "R",
        "b": "R",
    }


@pytest.mark.parametrize(
    ("place", "taken"),
    [
        ("mallory_1260_9105_hw.zip", "mallory"),
        (f"Mallory_66{FILE}hw.zip", "Mallory"),
        (f"Mallory_66{FILE[:-1]}hw.zip", "Mallory"),
        (f"mallory+{A}+2026-03-01 10:00:00 UTC/hw.zip", "mallory"),
        ("mallory/hw.zip", "mallory"),
    ],
)
def test_the_archive_of_the_only_one_who_handed_in_is_that_persons(tmp_path, place, taken):
    forged = packed({f"ada_1_11_{A}.ipynb": WRONG})
    assert collect(tmp_path / "course", {place: forged}).notebooks == {taken: "W"}


def test_nobody_uses_up_what_others_need(tmp_path):
    hand_in = packed({NB: RIGHT} | {f"{number}.txt": b"" for number in range(2000)})
    files = {f"a_1_11_{A}.zip": hand_in, f"b_2_12_{A}.zip": packed({NB: RIGHT})}
    result = collect(tmp_path / "course", files)
    assert result.notebooks == {"b": "R"}
    assert f"{A}.zip holds more than 2,000 files; it is not unpacked." in result.said


def test_a_persons_folder_of_thousands_of_files_is_named(tmp_path):
    files = {f"a_1_11_x/{number}.txt": b"" for number in range(2001)} | {f"b_2_12_{A}.ipynb": RIGHT}
    result = collect(tmp_path / "course", files)
    assert result.notebooks == {"b": "R"}
    why = "2,001 files; more than 2,000 of one person are not looked through."
    assert f"Left to you: a (canvas: 1): {why}" in result.said


def test_what_was_unpacked_for_one_person_goes_when_they_are_decided(tmp_path):
    (tmp_path / "x.zip").write_bytes(packed({"hw.zip": packed({"a.txt": b"a", "b.txt": b"b"}), NB: RIGHT}))
    with opened(tmp_path / "x.zip") as download:
        with download.of_one_person() as own:
            a, b = own.inside(next(item for item in own.items if item.where == "hw.zip"))
            own.keep(a.path)
        assert (a.path.read_bytes(), b.path.exists()) == (b"a", False)


def test_folders_of_any_depth_are_read_in_little_memory(tmp_path):
    files = {"a_1_11_hw.zip": packed({"a/" * 16_000 + "x.txt": b"", NB: RIGHT}), f"b_2_12_{A}.ipynb": RIGHT}
    tracemalloc.start()
    assert collect(tmp_path / "course", files).notebooks == {"a": "R", "b": "R"}
    assert tracemalloc.get_traced_memory()[1] < 300 << 20
    tracemalloc.stop()


def test_a_zip_with_an_endless_list_is_refused_before_the_list_is_read(tmp_path):
    entry = packed({"x": b""})
    start, end = entry.index(b"PK\x01\x02"), entry.index(b"PK\x05\x06")
    size = 150_000 * (end - start)
    tail = entry[end : end + 12] + struct.pack("<II", size, start) + bytes(2)
    endless = entry[:start] + 150_000 * entry[start:end] + tail
    result = collect(tmp_path / "course", {f"a_1_11_{A}.zip": endless, f"b_2_12_{A}.ipynb": RIGHT})
    assert result.notebooks == {"b": "R"}
    assert f"{A}.zip holds more than 100,000 files; it is not unpacked." in result.said


def bomb():
    """A small zip whose list says, as a bomb's does, that its members are large."""
    data = bytearray(packed({f"ada_1_{number}_hw.ipynb": RIGHT for number in range(6)}))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 24 : at + 28] = struct.pack("<I", 50 << 20)
        at += 4
    return bytes(data)


BURSTS = "hw.ipynb: It unpacks from 0.0 to 50 MB, as nothing does by itself; it was left packed."


def test_a_bomb_is_left_packed_and_named(tmp_path):
    result = collect(tmp_path / "course", bomb())
    assert result.notebooks == {}
    assert BURSTS in result.said


def test_a_bomb_in_a_hand_in_costs_its_own_student(tmp_path):
    result = collect(tmp_path / "course", {"ada_1_1_hw.zip": bomb(), "bob_2_2_hw.ipynb": RIGHT})
    assert result.notebooks == {"bob": "R"}
    assert BURSTS in result.said


@pytest.mark.parametrize(("size", "number"), [(400 << 20, 1), (50 << 20, 11)])
def test_a_bomb_among_the_files_of_a_class_costs_its_own_student(tmp_path, size, number):
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(number):
            archive.writestr(f"Mal_9{FILE}zeros{i}.ipynb", bytes(size))
        archive.writestr(f"Bob_2{FILE}{NB}", RIGHT)
        archive.writestr(f"Ada_1{FILE}{NB}", RIGHT)
    result = collect(tmp_path / "course", tmp_path / "x.zip")
    assert result.notebooks == {"Ada": "R", "Bob": "R"}
    assert "Left to you: Mal (" in result.said


def test_classes_packed_in_a_folder_are_read_as_classes_whatever_lies_beside_them(tmp_path):
    home = tmp_path / "downloads"
    home.mkdir()
    (home / "monday.zip").write_bytes(packed({f"Ada_1{FILE}{NB}": RIGHT, f"Bob_2{FILE}{NB}": RIGHT}))
    (home / "tuesday.zip").write_bytes(packed({f"week 3/Cy_3{FILE}{NB}": RIGHT}))
    (home / "damaged.zip").write_bytes(damaged(packed({f"Dan_4{FILE}{NB}": RIGHT}), NB))
    (home / "note.txt").write_text("of both groups")
    result = collect(tmp_path / "course", home)
    assert result.notebooks == {"Ada": "R", "Bob": "R", "Cy": "R"}
    assert "Left to you: Dan (" in result.said


METADATA = """submission_1:
  :submitters:
  - :name: Ada
    :email: ada@example.com
  :created_at: 2026-03-01 10:00:00
"""


@pytest.mark.parametrize(
    "members",
    [
        {"__MACOSX/._week": "x", f"week/Ada_1{FILE}{NB}": RIGHT, "week/.DS_Store": "x"},
        {"export/submission_metadata.yml": METADATA, f"export/submission_1/{NB}": RIGHT},
        {"submission_metadata.yml": METADATA, f"submission_1/{NB}": RIGHT},
        {f"a/b/c/Ada_1{FILE}{NB}": RIGHT},
    ],
)
def test_a_class_beside_a_note_is_known_whatever_was_packed_around_it(tmp_path, members):
    home = tmp_path / "downloads"
    home.mkdir()
    (home / "class.zip").write_bytes(packed(members))
    (home / "note.txt").write_text("x")
    assert collect(tmp_path / "course", home).notebooks in ({"Ada": "R"}, {"ada": "R"})


@pytest.mark.parametrize(
    "name",
    [f"Ada_1{FILE}{NB}", "ada_1_11_hw.ipynb", f"ada+{A}+2026-03-01 10:00:00 UTC+x/{NB}", f"week/Ada_1{FILE}{NB}"],
)
def test_what_was_unpacked_tells_which_file_of_the_download_it_came_in(tmp_path, name):
    home = tmp_path / "downloads"
    home.mkdir()
    (home / "class.zip").write_bytes(packed({name: RIGHT}))
    (home / "note.txt").write_text("x")
    with opened(home) as download:
        (claim,) = (one for one in find_claims(download.items, A, UTC) if not one.problem)
        assert [item.packed_in for item in claim.files] == [home / "class.zip"]


@pytest.mark.parametrize("beside", ["bob.ipynb", "bob/hw.ipynb", "bob.zip"])
def test_a_zip_that_looks_like_a_class_speaks_for_nobody_beside_other_hand_ins(tmp_path, beside):
    home = tmp_path / "downloads"
    (home / beside).parent.mkdir(parents=True)
    (home / "mal.zip").write_bytes(packed({f"bob_2{FILE}{NB}": WRONG, f"Cy_3{FILE}{NB}": WRONG}))
    (home / beside).write_bytes(packed({NB: RIGHT}) if beside.endswith("zip") else RIGHT)
    result = collect(tmp_path / "course", home)
    assert result.notebooks == {"bob": "R"}
    assert "Left to you: mal (" in result.said
    assert (
        "It looks like a download of a class, among other hand-ins: if you downloaded it, collect it by itself."
    ) in result.said


def test_a_class_one_folder_down_is_no_single_person_and_nobody_gets_lost(tmp_path):
    inside = packed({f"Ada_1{FILE}{NB}": RIGHT, f"Bob_2{FILE}{NB}": RIGHT})
    result = collect(tmp_path / "course", {"download/class.zip": inside})
    assert result.notebooks == {}
    assert (
        "Left to you: download (student: download): class.zip looks like a download of a class: if you downloaded it, "
        "collect it by itself; if it is one person's own, decide which of its files counts."
    ) in result.said


def test_names_of_others_in_ones_own_zip_say_nothing_where_a_system_says_whose_it_is(tmp_path):
    inside = packed({f"Ada_1{FILE}{NB}": RIGHT})
    result = collect(tmp_path / "course", {f"Mal_9{FILE}mine.zip": inside, f"Ada_1{FILE}{NB}": WRONG})
    assert result.notebooks == {"Ada": "W", "Mal": "R"}


def test_an_archive_beside_a_notebook_is_named(tmp_path):
    result = collect(tmp_path / "course", {f"Ann/{NB}": RIGHT, "Ann.zip": packed({NB: WRONG})})
    assert result.notebooks == {"Ann": "R"}
    assert f"Ann: {NB} was taken; not opened: Ann.zip." in result.said


def test_whose_collected_work_is_replaced_by_other_work_is_said(tmp_path):
    course = tmp_path / "course"
    first = collect(course, {f"Ada_1{FILE}{NB}": RIGHT, f"Bob_2{FILE}{NB}": RIGHT})
    again = collect(course, {f"Ada_1{FILE}{NB}": RIGHT, f"Bob_2{FILE}{NB}": RIGHT})
    assert "In the place of" not in first.said + again.said
    mine = packed({f"Ada_1{FILE}{NB}": WRONG, f"Bob_2{FILE}{NB}": RIGHT})
    for options in (["--dry-run"], []):
        result = collect(course, {"mine.zip": mine}, *options)
        assert "In the place of other work that was collected before: Ada." in result.said
    assert result.notebooks == {"Ada": "W", "Bob": "R"}


def test_who_takes_the_room_of_all_others_is_left_out_and_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for i in range(5):
            archive.writestr(f"class/Mal/{i}.txt", bytes(700 << 10))
        archive.writestr("class/Ada/hw.ipynb", bytes(400))
        archive.writestr("class/Bob/hw.ipynb", bytes(500))
    folder = tmp_path / "unpacked"
    folder.mkdir()
    items = Unpacker(folder, most=(3 << 20, 100)).unpack(tmp_path / "x.zip", "x.zip")
    assert [(item.where, item.problem) for item in items] == [
        ("class/Ada/hw.ipynb", ""),
        ("class/Bob/hw.ipynb", ""),
        ("class/Mal/", "It unpacks to 3 MB, more than there is room for; it was left packed."),
    ]


def test_a_member_that_is_too_large_costs_its_own_student(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada_1_1_hw.ipynb", bytes(129 << 20))
        archive.writestr("bob_2_2_hw.ipynb", RIGHT)
    result = collect(tmp_path / "course", tmp_path / "x.zip")
    assert result.notebooks == {"bob": "R"}
    assert "hw.ipynb: It has 129 MB; more than 128 MB are not read." in result.said


@pytest.mark.parametrize("encoding", ["utf-8", "cp850"])
def test_names_whose_encoding_can_be_told_are_read(tmp_path, encoding):
    result = collect(tmp_path / "course", packed({f"Jürgen Müller_501{FILE}{NB}": RIGHT}, encoding))
    assert result.people["Jürgen-Müller"].name == "Jürgen Müller"


@pytest.mark.parametrize(
    ("encoding", "name"), [("gbk", "张伟"), ("shift_jis", "田中"), ("cp866", "Анна"), ("big5", "陳怡")]
)
def test_of_names_that_cannot_be_read_the_number_stays_and_their_encoding_is_asked_for(tmp_path, encoding, name):
    download = packed({f"{name}_501{FILE}{NB}": RIGHT}, encoding)
    result = collect(tmp_path / "course", download)
    assert (result.ids, result.people["501"].name) == ({"501": {f"moodle {A}": "501"}}, "")
    assert "1 names in" in result.said
    assert "collect again with --names gbk" in result.said
    again = collect(tmp_path / "course", download, "--names", encoding)
    assert (again.ids, again.people["501"].name) == (result.ids, name)


@pytest.mark.parametrize("kind", ["folder", "tar"])
def test_names_that_are_no_utf8_in_a_folder_or_a_tar_are_read_as_said(tmp_path, kind):
    name = os.fsdecode(f"José_501{FILE}{NB}".encode("cp850"))
    if kind == "folder":
        download = folder(tmp_path / "in", {name: RIGHT})
    else:
        download = tmp_path / "x.tar"
        with tarfile.open(download, "w") as tape:
            entry = tarfile.TarInfo(name)
            entry.size = len(RIGHT)
            tape.addfile(entry, io.BytesIO(RIGHT))
    assert collect(tmp_path / "course", download).people["501"].name == ""
    assert collect(tmp_path / "course", download, "--names", "cp850").people["501"].name == "José"


def test_an_unknown_encoding_is_wrong_usage(tmp_path):
    assert collect(tmp_path / "course", packed(TWO), "--names", "klingon").code == 2


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "x.zip").write_bytes(packed(TWO))
    with opened(tmp_path / "x.zip") as download:
        assert len(download.items) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_folders_whose_names_cannot_be_read_stay_two_people(tmp_path):
    result = collect(tmp_path / "course", packed({f"张伟/{NB}": RIGHT, f"李娜/{NB}": WRONG}, "gbk"))
    assert (result.code, result.notebooks) == (1, {})
    assert "2 people in the download: 0 collected, 2 left to you." in result.said
    assert result.said.count("The name cannot be read.") == 2
    again = collect(tmp_path / "course", tmp_path / "download.zip", "--names", "gbk")
    assert again.notebooks == {"张伟": "R", "李娜": "W"}


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)])
def test_a_file_packed_alone_is_opened(tmp_path, suffix, pack):
    name = f"a_1_11_{NB}.{suffix}"
    result = collect(tmp_path / "course", {name: pack(RIGHT), f"b_2_12_{NB}.{suffix}": pack(RIGHT)[:-20]})
    assert (result.code, result.notebooks) == (1, {"a": "R"})
    assert "Left to you: b (canvas: 2)" in result.said
    assert "damaged" in result.said


def test_a_bomb_packed_alone_costs_its_own_student(tmp_path):
    large = gzip.compress(b"x" * (131 << 20), 1)
    result = collect(tmp_path / "course", {f"a_1_11_{NB}.gz": large, f"b_2_12_{NB}": RIGHT})
    assert (result.code, result.notebooks) == (1, {"b": "R"})
    assert "It unpacks to more than 128 MB, which are not read." in result.said


def test_an_archive_that_asks_for_more_memory_than_there_is_costs_its_own_student(tmp_path, monkeypatch):
    def too_large(*_):
        raise MemoryError

    monkeypatch.setattr(lzma.LZMAFile, "read", too_large)
    result = collect(tmp_path / "course", {f"a_1_11_{NB}.xz": lzma.compress(RIGHT), f"b_2_12_{NB}": RIGHT})
    assert (result.code, result.notebooks) == (1, {"b": "R"})
    assert "Left to you: a (canvas: 1)" in result.said


@pytest.mark.parametrize("before", [b"", tarfile.TarInfo("hw.ipynb").tobuf()], ids=["first", "second"])
@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK])
def test_a_name_without_end_in_a_tar_is_not_read(tmp_path, kind, before):
    """tarfile reads a header whole: a megabyte, packed, would become a gigabyte of memory."""
    header = tarfile.TarInfo("x")
    header.type, header.size = kind, 64 << 20
    bomb = gzip.compress(before + header.tobuf() + b"a" * header.size, 1)
    (tmp_path / "x.tar.gz").write_bytes(bomb)
    tracemalloc.start()
    with suppress(UserError):  # at the start of a tar, it makes this a file packed alone
        Unpacker(tmp_path).unpack(tmp_path / "x.tar.gz", "x.tar.gz")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 << 20
    result = collect(tmp_path / "course", {f"a_1_11_{A}.tar.gz": bomb, f"b_2_12_{NB}": RIGHT})
    assert (result.code, result.notebooks) == (1, {"b": "R"})
    assert "Left to you: a (canvas: 1)" in result.said


def test_folders_in_folders_without_end_stop_nobody_elses(tmp_path, endless_folders):
    download = folder(tmp_path / "in", {f"ada/{NB}": RIGHT})
    endless_folders(download / "eve")
    result = collect(tmp_path / "course", download)
    assert (result.code, result.notebooks) == (1, {"ada": "R"})
    assert "What lies more than 100 folders deep is not looked for." in result.said
