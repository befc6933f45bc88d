"""Letters that matplotlib's own font lacks come from an installed one; where there is none, one sentence says so."""

import pytest
from matplotlib import font_manager
from matplotlib.font_manager import FontEntry, fontManager

from cnn_utils.figures import fonts
from cnn_utils.figures.fonts import OWN, families, installed_font
from cnn_utils.figures.sheet import Canvas


@pytest.fixture(autouse=True)
def looked_up_afresh():
    installed_font.cache_clear()
    yield
    installed_font.cache_clear()


@pytest.fixture
def speaks(monkeypatch):
    return lambda language: monkeypatch.setattr(fonts, "language_in_use", lambda: language)


@pytest.fixture
def bare(monkeypatch):
    """A machine with matplotlib's own fonts alone."""
    own = [font for font in fontManager.ttflist if font.name == OWN]
    monkeypatch.setattr(fontManager, "ttflist", own)
    monkeypatch.setattr(font_manager, "findSystemFonts", list)


def test_english_asks_for_no_other_font(speaks, bare, capsys):
    speaks("en")
    assert families() == [OWN]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("language", "name"), [("ko", "NanumGothic"), ("zh", "Microsoft YaHei"), ("zh", "Noto Sans CJK JP")]
)
def test_an_installed_font_stands_behind_matplotlibs_own(language, name, speaks, bare):
    speaks(language)
    fontManager.ttflist.append(FontEntry(fname="f.ttf", name=name))
    assert families() == [OWN, name]


def test_a_font_that_was_installed_after_matplotlib_made_its_list_is_found(speaks, bare, monkeypatch):
    def add(file):
        if file == "broken.ttf":
            raise RuntimeError(file)
        fontManager.ttflist.append(FontEntry(fname=file, name="Noto Sans KR"))

    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: ["broken.ttf", "new.ttf"])
    monkeypatch.setattr(fontManager, "addfont", add)
    speaks("ko")
    assert families() == [OWN, "Noto Sans KR"]


def test_without_a_font_one_sentence_says_what_to_install(speaks, bare, capsys):
    speaks("zh")
    for _ in range(2):
        Canvas(200, 80, "卷积层").drawing("A title.").png()  # no warning for each letter
    assert capsys.readouterr().out == (
        "This figure lacks letters, since no font here has them: install Noto Sans CJK SC (on Debian and Ubuntu "
        "`apt-get install fonts-noto-cjk`), then restart the kernel.\n"
    )


@pytest.mark.parametrize(("language", "words"), [("ko", "합성곱의 입력"), ("zh", "卷积层的输入，边界填充。")])
def test_hangul_and_chinese_are_drawn(language, words, speaks):
    speaks(language)
    if installed_font(language) is None:
        pytest.skip("no font with these letters is installed")
    drawing = Canvas(300, 80, words, words).drawing("A title.")  # a letter that is lacking would warn
    assert installed_font(language) in drawing.svg()
    assert drawing.png()
