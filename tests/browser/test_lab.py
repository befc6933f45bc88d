"""The released notebook in a real JupyterLab and a real Chromium: what a student sees and presses."""

import re
from pathlib import Path

import lab
import pytest
from in_chromium import IN_CHROMIUM
from playwright.sync_api import expect

pytestmark = [*IN_CHROMIUM, pytest.mark.slow]

WRONG = "np.pad(X, ((0, 0), (pad, pad), (0, 0), (0, 0)))"
RIGHT = "np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Screenshots are kept here, in pytest's own folder for the run."""
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def address(folder):
    with lab.serving(folder) as address:
        yield address


@pytest.fixture
def notebook(address, folder, request):
    with lab.opened(address, "step_by_step") as notebook:
        notebook.run("get_ready", "imports", "tools")
        yield notebook
        notebook.shot(Path(folder) / f"{request.node.name}.png")


def write_zero_pad(notebook, value):
    notebook.write("zero_pad", notebook.source("zero_pad").replace("X_pad = None", f"X_pad = {value}"))
    notebook.run("zero_pad", "zero_pad_picture", "check_zero_pad")


def test_the_card_follows_from_a_wrong_zero_pad_to_a_right_one(notebook):
    card, top = notebook.output("check_zero_pad"), notebook.output("tools")
    expect(top).to_contain_text("0 of 8 exercises pass")
    write_zero_pad(notebook, WRONG)
    expect(card).to_contain_text("Only the height is padded")
    expect(card).to_contain_text("X_pad has shape (4, 7, 3, 2); expected (4, 7, 7, 2).")
    expect(notebook.output("zero_pad_picture")).to_contain_text("zero_pad is not ready yet")
    write_zero_pad(notebook, RIGHT)
    expect(card).to_contain_text("visible checks passed")
    expect(card).not_to_contain_text("expected")
    expect(notebook.output("zero_pad_picture").get_by_role("img").first).to_be_visible()
    expect(top).to_contain_text("1 of 8 exercises pass")
    expect(top).to_contain_text("Next: conv_single_step")
    assert notebook.errors == []


def test_a_slider_moves_the_picture_and_a_button_the_animation(notebook):
    notebook.run("try_window")
    picture = notebook.output("try_window").locator(".widget-html-content svg")
    expect(picture).to_have_attribute("aria-label", re.compile("moved by 1 at a time.* output is 6 by 6"))
    notebook.output("try_window").locator(".widget-slider", has_text="stride").get_by_role("slider").press("ArrowRight")
    expect(picture).to_have_attribute("aria-label", re.compile("moved by 2 at a time.* output is 3 by 3"))
    notebook.write("zero_pad", "figures.animate_forward(lambda A_prev, W, b, hparameters: (A_prev, None))")
    notebook.run("zero_pad")
    animation = notebook.output("zero_pad")
    expect(animation).to_contain_text("1 of 16")
    animation.get_by_role("button", name="one step on").click()
    expect(animation).to_contain_text("2 of 16")
    assert notebook.errors == []


def test_validate_names_what_is_still_to_do(notebook):
    write_zero_pad(notebook, RIGHT)
    notebook.page.get_by_role("button", name="Validate").click()
    dialog = notebook.page.get_by_role("dialog")
    expect(dialog).to_contain_text("check(conv_single_step)")
    expect(dialog).not_to_contain_text("check(zero_pad)")
    assert notebook.errors == []
