"""Packages that are fetched when they are first imported."""

import importlib
import io
import sys
import zipfile
from types import ModuleType

import pytest

from autograder.browser.page.later_imports import LaterImports, install, uninstall


def wheel(**modules):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in modules.items():
            archive.writestr(f"{name}.py", text)
    return buffer.getvalue()


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    """Two packages, one of which imports the other; addresses as they are asked for."""
    wheels = {"a": wheel(late_pictures="import late_lines\nsize = late_lines.size"), "b": wheel(late_lines="size = 3")}
    asked = []

    def fetch(address):
        asked.append(address)
        return wheels[address]

    packages = [{"address": "a", "imports": ["late_pictures"]}, {"address": "b", "imports": ["late_lines"]}]
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, LaterImports(packages, fetch, str(tmp_path))])
    yield asked
    for name in ("late_pictures", "late_lines"):
        sys.modules.pop(name, None)


def test_the_first_import_fetches_all_of_them_once(fetched):
    assert importlib.import_module("late_pictures").size == 3
    assert importlib.import_module("late_lines").size == 3
    assert fetched == ["a", "b"]


def test_other_imports_fetch_nothing(fetched):
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("no_such_module_anywhere")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("json.late_pictures")
    assert fetched == []


def test_a_folder_of_compiled_modules_alone_is_not_taken_for_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path / name))
    monkeypatch.syspath_prepend(str(tmp_path / "purelib"))
    (tmp_path / "purelib" / "late_folder" / "__pycache__").mkdir(parents=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("late_folder/__init__.py", "size = 3")
    install([{"address": "a", "imports": ["late_folder"]}], {"a": buffer.getvalue()}.__getitem__)
    assert importlib.import_module("late_folder").size == 3
    del sys.modules["late_folder"]


def test_a_module_of_a_package_that_was_imported_before_it_was_frozen_is_fetched_too(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path / name))
    frozen = ModuleType("late_frozen")
    frozen.__path__ = [str(tmp_path / "purelib" / "late_frozen")]
    monkeypatch.setitem(sys.modules, "late_frozen", frozen)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("late_frozen/__init__.py", "")
        archive.writestr("late_frozen/rest.py", "size = 3")
    install([{"address": "a", "imports": ["late_frozen"]}], {"a": buffer.getvalue()}.__getitem__)
    assert importlib.import_module("late_frozen.rest").size == 3
    del sys.modules["late_frozen.rest"]


def test_nothing_is_fetched_any_more_when_it_is_taken_away(fetched):
    uninstall()
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("late_pictures")
    assert fetched == []
