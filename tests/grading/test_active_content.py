"""What a student's text may do in nbgrader's pages: nothing, by the renderer that these pages are made with."""

import random
import re
from html.parser import HTMLParser

import pytest

from autograder.grading.active_content import harmless, neutralise

ADDRESSES = [
    "javascript:x", "JavaScript:x", "javascript&colon;x", "javascript&#58;x", "javascript&#x3a;x", "javascript\\:x",
    "&#106;avascript:x", "j&Tab;avascript&colon;x", "java&NewLine;script&colon;x", "vbscript:x", "data:text/html,x",
    "&#1;javascript:x", "java&#0;script:x", "blob:x", "file:///etc/passwd", "<javascript&colon;x>", "\n javascript:x",
    "javascript&colon;alert\\(1\\)", "JAVASCRIPT&COLON;x", "feed:javascript:x", "javascript&amp;colon;x",
    "javascript&amp;amp;colon;x", "java\\&amp;Tab;script&amp;\\#58;x", "attachment&colon;x", "attachment\\:x",
]  # fmt: skip
FORMS = [
    "[open]({})", "![open]({})", "[open]({} 'title')", "[open][1]\n\n[1]: {}", "[1]: {}\n\n[1]", "[![x](a.png)]({})",
    "> [open]({})", "- [open]({})", "| a |\n|---|\n| [open]({}) |", "<{}>", "`$` [open]({})", "$`$ [open]({}) `",
    "[^1]\n\n[^1]: [open]({})", "# [open]({})",
]  # fmt: skip
PIECES = [
    "[x](", "![x](", "[a]: ", "[a]:\n", "[x][a]", "javascript", "JaVa", "script", ":", "&colon;", "&amp;", "#58;",
    "\\:", "\\", "\t", "\n", " ", "\n\n", "<", ">", "</", '"', "'", "(", ")", "[", "]", "](", "]: ", "`", "``", "$",
    "$$", "\\href{", "\\(", "\\begin{equation}", "\\end{equation}", "|", "| - |", "alert(1)", "//", "data:text/html,",
    "img src=x onerror=y", "script>", "svg/onload=1", "!--", "![CDATA[", "?php", "&lt;", "&#60;", "&Tab;",
    "&NewLine;", "&#0;", "\x00", "\x0b", "\u2028", "\ufeff", "#", "- ", "    ", "> ", "~~~", "[^1]", "[^1]: ",
    "http://x", "attachment:", "attachment&colon;", "x",
]  # fmt: skip


class Links(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found, self.tags, self.acts = [], set(), False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.found += [value for name, value in attributes if name in ("href", "src") and value]
        self.acts = self.acts or any(name.startswith("on") or name == "style" for name, _ in attributes)

    @property
    def schemes(self):
        plain = (re.sub(r"[\x00-\x20]", "", link).lower() for link in self.found)
        return {link.partition(":")[0] for link in plain if re.match(r"[a-z][a-z0-9+.-]*:", link)}


@pytest.fixture(scope="module")
def render():
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    return markdown2html_mistune


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_runs_anything(render, form, address):
    assert Links(render(harmless(form.format(address)))).schemes <= {"http", "https", "mailto"}


@pytest.mark.slow
def test_no_text_runs_anything(render):
    from nbconvert.filters.markdown_mistune import InvalidNotebook

    seed = 20261130
    print("seed", seed)
    chance = random.Random(seed)
    for _ in range(10_000):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 12)))
        if chance.random() < 0.7:
            text = f"{chance.choice(FORMS)}{text}".replace("{}", f"javascript{chance.choice(PIECES)}:x")
        try:
            page = Links(render(harmless(text)))
        except InvalidNotebook:  # a picture that is not there, which is seen to before the page is made
            assert "attachment:" in text
            continue
        assert page.schemes <= {"http", "https", "mailto", "attachment"}, text
        assert not page.acts, text
        assert not page.tags & {"script", "iframe", "svg", "math", "form", "object", "embed", "base", "meta"}, text


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://numpy.org) and [b](#section), [c](mailto:a@b.org), ![d](figures/pad.png)",
        "A picture: ![x](attachment:x.png)",
        "$Z[i, h, w, c] = \\sum_k a_k W_k$ for `0 < h < n_H`",
        "[1]: https://numpy.org/doc (see: the manual)",
    ],
)
def test_what_leads_to_a_page_stays(text):
    assert harmless(text) == text


def test_what_does_not_can_still_be_read():
    assert harmless("[open](javascript&colon;x)") == "[open] (javascript&colon;x)"


def test_html_and_active_formulas_are_text(render):
    page = Links(render(harmless("<img src=x onerror=y> <svg/onload=x>\n\n$\\href{javascript:x}{y}$")))
    assert page.tags <= {"p"}
    assert "\\href" not in harmless("$\\href{x}{y}$ \\mmlToken{mi}[href='x']{y}")


def test_a_flood_of_links_takes_no_time():
    assert harmless("[x](a:" * 100_000).count("] (") == 100_000


def test_of_a_cell_stay_its_text_its_pictures_and_nbgraders_marks():
    mark = {"grade_id": "a"}
    attachments = {"x.png": {"image/png": "AAAA", "text/html": "<b>"}, "y.svg": {"image/svg+xml": "AAAA"}, "../z": {}}
    raw = {
        "cell_type": "raw",
        "id": '"><b>',
        "metadata": {"raw_mimetype": "text/html", "tags": ['"><b>'], "nbgrader": mark},
        "attachments": attachments,
        "source": "![](attachment:x.png) ![](attachment:y.svg)",
    }
    notebook = {"cells": [raw], "metadata": {"kernelspec": {}, "widgets": {}, "title": "<b>"}}
    neutralise(notebook)
    assert notebook["cells"] == [
        {
            "cell_type": "markdown",
            "id": "cell-0",
            "metadata": {"nbgrader": mark},
            "attachments": {"x.png": {"image/png": "AAAA"}},
            "source": "![](attachment:x.png) ![](missing/y.svg)",
        }
    ]
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}


def test_of_links_without_end_none_is_one():
    assert harmless("[a](https://x.org)" * 1000) == "[a](https://x.org)" * 1000
    assert harmless("[a](https://x.org)" * 1001) == "[a] (https://x.org)" * 1001
