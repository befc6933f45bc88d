"""What the page says, a sentence under each name that the page knows it by."""

from __future__ import annotations

from cnn_utils.language.speaking import say, speaking


def page_words(language: str) -> dict[str, str]:
    """Say every sentence in a language; what the page fills in itself stays in braces."""
    with speaking(language):
        return {**_bar(), **_loading(), **_failures(), **_starting_again(), **_self_check()}


def _bar() -> dict[str, str]:
    return {
        "title": say("Convolutional networks, step by step"),
        "language": say("Language"),
        "download": say("Download my notebook"),
        "again": say("Start again"),
        "self_check": say("Check a notebook"),
        "notebook": say("Your notebook"),
        "keys": say("F6 goes from the notebook to these buttons and back."),
    }


def _loading() -> dict[str, str]:
    return {
        "loading_page": say("Opening the page …"),
        "loading_files": say("Loading Python: {done} of {all} MB", done="{done}", all="{all}"),
        "loading_python": say("Starting Python: you can read already …"),
        "loading_course": say("Getting the checks ready …"),
        "loading_ready": say("Python is ready."),
        "welcome": say("Your notebook is on its way"),
        "what_happens": say(
            "Python runs here, in this browser tab: there is nothing to install, and what you write is sent nowhere. "
            "The first visit loads some 30 MB; later ones have them already."
        ),
        "where_kept": say(
            "Your work is kept in this browser, on this computer, and is there when you come back. Download it now and "
            "then: the file is yours to hand in, and opens in Jupyter, VS Code and Colab too."
        ),
    }


def _failures() -> dict[str, str]:
    return {
        "failed": say("That did not work"),
        "failed_download": say("A file could not be loaded."),
        "failed_python": say("Python could not start."),
        "failed_notebook": say("The notebook could not be opened."),
        "failed_browser": say("This browser lacks what Python needs to run in it: {what}.", what="{what}"),
        "failed_file": say(
            "This page was opened as a file. It needs a web server: run python -m http.server in its folder, and open "
            "http://localhost:8000."
        ),
        "work_is_safe": say("What you wrote before is still kept in this browser."),
        "advice_reload": say(
            "Try again: a connection that broke off is the usual reason. What was loaded already is not loaded twice."
        ),
        "advice_browser": say(
            "Use a current Chrome, Edge, Firefox or Safari, in a normal window: private ones keep nothing."
        ),
        "advice_network": say(
            "On a school network a filter may be in the way: show the text below to whoever looks after it."
        ),
        "advice_elsewhere": say("If nothing helps: the same notebook runs in Colab, and on any computer with Python."),
        "reload": say("Try again"),
        "details": say("What the browser says"),
    }


def _starting_again() -> dict[str, str]:
    return {
        "again_title": say("Start again from the empty notebook?"),
        "again_text": say(
            "Everything that you wrote in this notebook will be gone from this browser. Download it first if you want "
            "to keep it."
        ),
        "again_keep": say("Keep my work"),
        "again_download": say("Download it first"),
    }


def _self_check() -> dict[str, str]:
    return {
        "check_what": say(
            "Choose a notebook that you downloaded. Its visible checks run here, in this browser tab, and the file is "
            "sent nowhere. When the notebook is graded, more is tested."
        ),
        "check_choose": say("Notebook (.ipynb)"),
        "check_back": say("Back to the notebook"),
        "check_running": say("Checking {exercise} …", exercise="{exercise}"),
        "check_done": say("{passed} of {all} exercises pass their visible checks.", passed="{passed}", all="{all}"),
        "check_not_a_notebook": say("{file} is no notebook: choose a file that ends in .ipynb.", file="{file}"),
        "check_failed": say("The notebook could not be checked: {why}", why="{why}"),
        "check_too_long": say(
            "{exercise} takes too long: is there a loop in it that never ends?", exercise="{exercise}"
        ),
    }
