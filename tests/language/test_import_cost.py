"""What speaking costs whoever reads English: nothing when cnn_utils is imported, and no gettext afterwards."""

import json
import subprocess
import sys

import pytest

REPORT = """
import json, sys
{before}
known = set(sys.modules)
{then}
print(json.dumps(sorted(set(sys.modules) - known)))
"""


def brought_in(before, then):
    """Modules that a statement imports after another in a fresh process."""
    code = REPORT.format(before=before, then=then)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def speaking():
    english = "from cnn_utils.language.speaking import say; say('Look at {part}.', part='Z')"
    return brought_in("import cnn_utils", english)


def test_importing_the_students_package_imports_no_language():
    assert [name for name in brought_in("", "import cnn_utils") if "language" in name] == []


def test_a_sentence_in_english_needs_three_modules_and_no_gettext(speaking):
    ours = [name for name in speaking if name.startswith("cnn_utils")]
    assert ours == ["cnn_utils.language", "cnn_utils.language.catalogues", "cnn_utils.language.speaking"]
    assert "gettext" not in speaking
