"""What was compiled is kept, and counts wherever the source is unpacked anew."""

import importlib
import io
import os
import sys
import zipfile

from autograder.browser.page import compiled_modules


def test_what_an_import_compiled_serves_the_next_one_whatever_the_date_of_its_source(tmp_path, monkeypatch):
    source = tmp_path / "kept_for_later.py"
    source.write_text("size = 3")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    compiled_modules.begin()
    assert not sys.dont_write_bytecode
    module = importlib.import_module("kept_for_later")
    with zipfile.ZipFile(io.BytesIO(compiled_modules.gathered())) as archive:
        name = module.__cached__.lstrip("/")
        assert name in archive.namelist()
        (tmp_path / "__pycache__").joinpath(name.rpartition("/")[2]).write_bytes(archive.read(name))
    source.write_text("size = 4")  # another size, another date: what was compiled stands
    os.utime(source, (1, 1))
    monkeypatch.delitem(sys.modules, "kept_for_later")
    assert importlib.import_module("kept_for_later").size == 3
    monkeypatch.delitem(sys.modules, "kept_for_later")
