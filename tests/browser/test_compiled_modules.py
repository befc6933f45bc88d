"""What was compiled is kept, and counts wherever the source is unpacked anew."""

import importlib
import io
import os
import sys
import zipfile

import pytest

from autograder.browser.page.compiled_modules import Compiled


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A module that imports nothing."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    source = tmp_path / "kept_for_later.py"
    source.write_text("size = 3")
    yield source
    sys.modules.pop("kept_for_later", None)


def imported():
    sys.modules.pop("kept_for_later", None)
    importlib.invalidate_caches()
    return importlib.import_module("kept_for_later")


def test_what_an_import_compiled_serves_the_next_one_whatever_the_date_of_its_source(source, tmp_path):
    compiled = Compiled(None)
    module = imported()
    news = compiled.news()
    name = module.__cached__.lstrip("/")
    with zipfile.ZipFile(io.BytesIO(news)) as archive:
        assert name in archive.namelist()
    source.write_text("size = 4")  # another size, another date: what was compiled stands
    os.utime(source, (1, 1))
    Compiled(news, root=str(tmp_path / "elsewhere"))
    (tmp_path / "elsewhere" / name).replace(module.__cached__)
    assert imported().size == 3


def test_what_is_kept_already_is_no_news(source, tmp_path):
    news = Compiled(None).news()
    again = Compiled(news, root=str(tmp_path / "elsewhere"))
    imported()
    assert again.news() is None
