"""What a file is: decoding, notebook formats, scripts, and the one line for what is no notebook."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notebook_files import FORWARD, IMPORTS, ZERO_PAD, code, markdown, notebook

from autograder.reading import NotANotebook, read_submission


def refusal(data, name="submission.ipynb"):
    with pytest.raises(NotANotebook) as caught:
        read_submission(data, name=name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b" \n\t\n", "The file holds nothing but blanks."),
        (b"\x00" * 100, "The file holds nothing but blanks."),
        (b"%PDF-1.5\n%\xe2\xe3", "The file is a PDF."),
        (
            b"PK\x03\x04abc",
            "The file is a zip archive (or an Office document): unpack it and hand in the notebook inside.",
        ),
        (b"\x89PNG\r\n\x1a\n", "The file is a PNG picture."),
        (b"\n<!DOCTYPE html>\n<html>", "The file is an HTML page, not the notebook itself."),
        (b"\xef\xbb\xbf<html><head>", "The file is an HTML page, not the notebook itself."),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0",
            "The file is a Git LFS pointer: the notebook itself was not downloaded.",
        ),
        (b"[1, 2]", "The file is JSON, but a list, not a notebook."),
        (b'{"a": 1, "b": 2}', "The file is JSON, but no notebook: it has no cells (a, b)."),
        (b"{}", "The file is JSON, but no notebook: it has no cells (no keys)."),
        (b'{"metadata": {}, "nbformat": 4}', "The file is a notebook without any cells."),
        (
            b"dear teacher, my dog ate it",
            "The file is neither a notebook nor Python: it begins with 'dear teacher, my dog ate it'.",
        ),
    ],
)
def test_what_is_no_notebook_is_named_in_one_line(data, message):
    assert refusal(data) == message


def test_a_notebook_that_is_cut_off_says_at_which_line():
    data = json.dumps(json.loads(notebook(*FORWARD)), indent=1).encode()
    whole = data.decode().count("\n") + 1
    for part in (0.2, 0.5, 0.9):
        cut = data[: int(len(data) * part)]
        message = refusal(cut)
        assert message.startswith("The file is "), message
        assert f"line {cut.decode().rstrip().count(chr(10)) + 1}" in message
    assert whole > 20


def test_merge_marks_are_named():
    data = notebook(ZERO_PAD).replace(b'"metadata"', b'\n<<<<<<< HEAD\n"metadata"\n>>>>>>> theirs\n', 1)
    assert refusal(data) == "The file is a notebook with unresolved Git merge marks (<<<<<<<)."


def test_a_notebook_of_another_language_is_named():
    data = notebook("x <- 1", metadata={"kernelspec": {"language": "R", "name": "ir"}})
    assert refusal(data) == "The file is a notebook in R, not in Python."


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda d: b"\xef\xbb\xbf" + d, "A byte-order mark at the start of the file was skipped."),
        (lambda d: d.decode().encode("utf-16"), "The file was encoded in UTF-16; it was read as such."),
        (
            lambda d: d.decode().encode("utf-16-le"),
            "The file was encoded in UTF-16-LE without a byte-order mark; it was read as such.",
        ),
        (
            lambda d: d.decode().encode("utf-16-be"),
            "The file was encoded in UTF-16-BE without a byte-order mark; it was read as such.",
        ),
        (lambda d: d.replace(b" ", b"\x00 ", 3), "3 NUL bytes were taken out."),
        (lambda d: d.replace(b", ", b",\r\n"), "Windows or old Mac line endings were made plain."),
        (
            lambda d: d.replace(b"numpy as np", b"numpy as np # caf\xe9"),
            "The file is not UTF-8 text; bytes that are not were read as Windows-1252.",
        ),
    ],
)
def test_encodings_are_read_and_listed(make, said):
    found = read_submission(make(notebook(IMPORTS, *FORWARD)), name="a.ipynb")
    assert said in found.repairs
    assert list(found.functions) == ["zero_pad", "conv_single_step", "conv_forward", "pool_forward"]


def test_format_3_is_brought_to_format_4():
    old = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [
            {"cells": [{"cell_type": "heading", "level": 1, "source": "Title"}]},
            {"cells": [{"cell_type": "code", "input": ZERO_PAD.splitlines(keepends=True), "outputs": []}]},
        ],
    }
    found = read_submission(json.dumps(old).encode(), name="old.ipynb")
    assert found.repairs == ("The notebook is in the old format 3; its cells were brought to format 4.",)
    assert [cell.type for cell in found.cells] == ["markdown", "code"]
    assert list(found.functions) == ["zero_pad"]


def test_the_cleaned_notebook_is_valid_nbformat():
    import nbformat

    cells = [
        code("x = 1", id="same"),
        code("y = 2", id="same"),
        code("z = 3", id="not an id!"),
        markdown("text"),
        code(["a = 1\n", "b = 2"], metadata={"colab": {"base_uri": "x"}, "vscode": {"languageId": "python"}}),
    ]
    found = read_submission(notebook(*cells), name="a.ipynb")
    nbformat.validate(nbformat.from_dict(found.notebook))
    assert found.repairs == ("Cell ids that occur twice were given up: same.",)
    assert len({cell["id"] for cell in found.notebook["cells"]}) == 5


def test_no_cell_is_given_an_id_that_another_one_has():
    cells = [code("x = 1", id="cell-1"), code("x = 2", id=None), code("x = 3", id="cell-1"), code("x = 4", id="cell-0")]
    found = read_submission(notebook(*cells), name="a.ipynb")
    ids = [cell["id"] for cell in found.notebook["cells"]]
    assert ids == [found.cell_id(piece) for piece in found.pieces] == ["cell-1", "cell-2", "cell-3", "cell-0"]
    assert found.repairs == ("Cell ids that occur twice were given up: cell-1.",)


@pytest.mark.parametrize(("count", "said"), [(3, "a0, a1, a2."), (4, "a0, a1, a2 and more.")])
def test_of_ids_that_were_given_up_three_are_named(count, said):
    cells = [code("x = 1", id=f"a{number}") for number in range(count)]
    found = read_submission(notebook(*cells, *cells), name="a.ipynb")
    assert found.repairs == (f"Cell ids that occur twice were given up: {said}",)


def test_each_cell_of_a_script_has_an_id_of_its_own():
    found = read_submission(f"# %%\n{IMPORTS}\n# %% [markdown]\n# text\n# %%\n{ZERO_PAD}\n".encode(), name="a.py")
    ids = [cell["id"] for cell in found.notebook["cells"]]
    assert len(set(ids)) == 3
    assert [found.cell_id(piece) for piece in found.pieces] == ids[::2]


def test_a_shell_gets_plain_spaces_and_every_magic():
    odd = "%time x = 1\n" + ZERO_PAD.replace("    return", "\u00a0   return")
    fine = "s = 'a\u00a0b'\n!ls\nprint s"
    written = [cell["source"] for cell in read_submission(notebook(odd, fine), name="a.ipynb").notebook["cells"]]
    assert written == [odd.replace("\u00a0", " "), fine]


def test_odd_cells_are_read_or_skipped_never_fatal():
    cells = [None, 5, {"cell_type": "code"}, {"source": "x = 1"}, {"cell_type": "code", "source": {"a": 1}}]
    cells.append({"cell_type": "code", "source": "s = '\ud800'", "metadata": {"x": "\ud800"}})
    data = json.dumps({"cells": cells, "nbformat": 4}).encode()
    found = read_submission(data, name="a.ipynb")
    assert "Cell 1 is no cell but a null; it was skipped." in found.repairs
    assert "Cell 6 holds half characters (lone surrogates); they were replaced." in found.repairs
    json.dumps(found.notebook, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' * 100_000,
        b'{"cells": [], "nbformat": ' + b"9" * 100_000 + b"}",
        b'{"cells": [], "cells": [{"cell_type": "code", "source": "x"}], "nbformat": 4}',
        b'{"cells": [' + b"[]," * 3_000_000 + b"[]]}",
        b'{"cells": [{"cell_type": "code", "source": "' + b"(" * 10_000 + b'"}]}',
        b'{"cells": [{"cell_type": "code", "source": "x = ' + b"-" * 50_000 + b'1"}]}',
        b'{"cells": [{"cell_type": "code", "source": "' + b"def f(:\\n" * 4_000 + b'"}]}',
        pytest.param(
            b'{"cells": [{"cell_type": "code", "source": "' + b"f(\\n" * 19_000 + b'"}]}', marks=pytest.mark.slow
        ),
        b'{"cells": [{"cell_type": "code", "source": "if a: pass\\n' + b"elif a: pass\\n" * 2_900 + b'"}]}',
        b'{"cells": [{"cell_type": "code", "source": "' + b"def f(): pass\\n" * 40_000 + b'"}]}',
        b'{"cells": [{"cell_type": "code", "source": "' + b" " * 900_000 + b'\\n1 1"}]}',
        b'{"cells": [{"cell_type": "code", "source": "' + b"@a\\n" * 15_000 + b'1 1"}]}',
        b'{"cells": [{"cell_type": "code", "source": "' + b"from cnn_utils import a, " * 40_000 + b'"}]}',
        b'{"cells": [' + b'{"cell_type": "code", "source": "' + b"x," * 5_000_000 + b'"}]}',
        b"x = 1\n# In [1]" + b" " * 900_000 + b"x\n",
        b'{"cells": [], "metadata": {"kernelspec": [], "language_info": 3}}',
    ],
    ids=range(18),
)
def test_bombs_end_quickly_in_an_answer(data):
    start = time.process_time()
    try:
        read_submission(data, name="bomb.ipynb")
    except NotANotebook as error:
        assert "\n" not in str(error)  # noqa: PT017 - either end is right
    assert time.process_time() - start < 10


@pytest.mark.slow
def test_a_hundred_megabytes_and_ten_thousand_cells_are_read_in_seconds():
    picture = code("plot()", outputs=[{"output_type": "display_data", "data": {"image/png": "A" * 10_000_000}}])
    start = time.process_time()
    large = read_submission(notebook(ZERO_PAD, *[picture] * 10), name="large.ipynb")
    many = read_submission(notebook(ZERO_PAD, *["x = 1"] * 10_000), name="many.ipynb")
    assert time.process_time() - start < 10
    assert list(large.functions) == list(many.functions) == ["zero_pad"]
    assert len(json.dumps(large.notebook)) < 10_000


def test_a_file_that_is_too_large_is_refused(tmp_path):
    path = tmp_path / "huge.ipynb"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
        file.write(b"x")
    assert refusal(path) == "The file has 128 MB; more than 128 MB are not read."


def test_what_is_no_file_is_said(tmp_path):
    assert refusal(tmp_path) == "This is a folder, not a notebook."
    assert refusal(tmp_path / "none.ipynb") == "There is no such file."


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(data):
    for name in ("a.ipynb", "a.py"):
        try:
            read_submission(data, name=name)
        except NotANotebook as error:
            assert "\n" not in str(error)  # noqa: PT017 - either end is right


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=5),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    ["cells", "cell_type", "source", "metadata", "worksheets", "nbgrader", "grade_id", "id"]
                ),
                x,
            )
        ),
    )
)
@settings(max_examples=50, deadline=None)
def test_any_json_is_read_or_refused(value):
    try:
        read_submission(json.dumps({"cells": [value, {"cell_type": "code", "source": value}], "x": value}).encode())
    except NotANotebook as error:
        assert "\n" not in str(error)  # noqa: PT017 - either end is right


EXPORT = f"""#!/usr/bin/env python
# coding: utf-8

# # A title
#
# Some prose with a number: 0.0489952035289

# In[1]:


{IMPORTS.replace("%matplotlib inline", "get_ipython().run_line_magic('matplotlib', 'inline')")}


# ## Padding

# In[ ]:


{ZERO_PAD}


# In[12]:

get_ipython().system('ls')
"""


def test_nbconvert_scripts_become_cells():
    found = read_submission(EXPORT.encode(), name="notebook.py")
    assert [cell.type for cell in found.cells] == ["markdown", "code", "markdown", "code", "code"]
    assert found.cells[0].source.endswith("Some prose with a number: 0.0489952035289")
    assert found.edition == "v2"
    assert list(found.functions) == ["zero_pad"]


def test_percent_scripts_become_cells():
    text = f"# %% [markdown]\n# # Title\n# text\n# %%\n{IMPORTS}\n\n# %% padding\n{ZERO_PAD}\n#%%\nx = zero_pad(y, 1)\n"
    found = read_submission(text.encode(), name="notebook.py")
    assert [cell.type for cell in found.cells] == ["markdown", "code", "code", "code"]
    assert found.cells[0].source == "# Title\ntext"
    assert list(found.functions) == ["zero_pad"]


def test_a_mark_inside_a_string_is_none():
    text = f'{IMPORTS}\ns = """\n# In[2]:\n#%% x\n"""\n# %% padding\n{ZERO_PAD}\n'
    found = read_submission(text.encode(), name="notebook.py")
    assert len(found.cells) == 1
    assert list(found.functions) == ["zero_pad"]


def test_a_plain_script_is_one_cell():
    found = read_submission("\n\n".join([IMPORTS, *FORWARD]).encode(), name="layers.py")
    assert len(found.cells) == 1
    assert len(found.functions) == 4
    assert found.repairs == ("Cell 1: lines for IPython or the shell (%..., !...) were left out.",)


def test_a_page_with_fenced_code_is_read():
    text = f"# My solution\n\nFirst pad:\n\n```python\n{ZERO_PAD}\n```\n\nIt prints:\n\n```\nshape is (1, 2\n```\n"
    found = read_submission(text.encode(), name="solution.md")
    assert list(found.functions) == ["zero_pad"]
    assert found.repairs == ("The file is a page with code in it; its fenced code was read as cells.",)


def test_a_notebook_under_another_name_is_still_read():
    assert list(read_submission(notebook(ZERO_PAD), name="notebook.txt").functions) == ["zero_pad"]
    assert list(read_submission(ZERO_PAD.encode(), name="notebook.ipynb").functions) == ["zero_pad"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            b'{"cells": [' + b"[]," * 1_000_000 + b"[]]}",
            "The file is JSON with a million lists and more, not a notebook.",
        ),
        (
            b'{"cells": [' + b"{}," * 20_000 + b"{}]}",
            "The notebook has 20,001 cells; more than 20,000 are not read.",
        ),
    ],
    ids=["lists", "cells"],
)
def test_more_than_any_notebook_has_is_not_read(content, why):
    with pytest.raises(NotANotebook) as refused:
        read_submission(content, name="x.ipynb")
    assert refused.value.sentence == why


def test_metadata_without_end_is_none():
    deep = {}
    for _ in range(40):
        deep = {"a": deep}
    cell = {"cell_type": "code", "source": "", "metadata": deep}
    content = json.dumps({"cells": [cell], "metadata": deep, "nbformat": 4}).encode()
    submission = read_submission(content, name="x.ipynb")
    assert submission.notebook["metadata"] == submission.notebook["cells"][0]["metadata"] == {}
