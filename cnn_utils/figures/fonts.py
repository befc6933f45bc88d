"""Fonts for languages whose letters matplotlib's own font does not have."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from functools import cache

from cnn_utils.language.speaking import language_in_use, say

OWN = "DejaVu Sans"
"""The font that comes with matplotlib: every other one stands behind it, for the letters that it lacks."""

# What Linux, Windows, macOS and courses' images have; the first one that is installed is taken. The fonts of Noto's
# other regions have the same letters, in the shapes that are usual there.
_FONTS = {
    "ko": (
        *("Noto Sans CJK KR", "Noto Sans KR", "Source Han Sans KR", "NanumGothic", "Nanum Gothic", "Malgun Gothic"),
        *("Apple SD Gothic Neo", "AppleGothic", "UnDotum", "Baekmuk Dotum", "Noto Sans CJK JP"),
    ),
    "zh": (
        *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "SimHei"),
        *("PingFang SC", "Heiti SC", "Hiragino Sans GB", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "SimSun"),
        *("Noto Sans CJK JP", "Arial Unicode MS"),
    ),
}


def families() -> list[str]:
    """List the fonts of a text: matplotlib's own, and one that has the letters of the language in use."""
    found = installed_font(language_in_use())
    return [OWN, found] if found else [OWN]


@contextlib.contextmanager
def told_once() -> Iterator[None]:
    """Draw without a warning for each letter that no installed font has: `families` has said what to install."""
    with warnings.catch_warnings():
        language = language_in_use()
        if language in _FONTS and installed_font(language) is None:
            warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        yield


@cache
def installed_font(language: str) -> str | None:
    """Name a font that has the letters of a language; say once what to install where there is none."""
    wanted = _FONTS.get(language)
    if wanted is None:
        return None
    found = _first(wanted)
    if found is None:
        _add_new_fonts()
        found = _first(wanted)
    if found is None:
        print(
            say(
                "This figure lacks letters, since no font here has them: install {font} (on Debian and Ubuntu "
                "`apt-get install fonts-noto-cjk`), then restart the kernel.",
                font=wanted[0],
            )
        )
    return found


def _first(wanted: tuple[str, ...]) -> str | None:
    from matplotlib.font_manager import fontManager

    known = {font.name for font in fontManager.ttflist}
    return next((name for name in wanted if name in known), None)


def _add_new_fonts() -> None:
    """Show matplotlib the fonts that were installed after it made its list, which it keeps from run to run."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    for file in sorted(set(findSystemFonts()) - {font.fname for font in fontManager.ttflist}):
        with contextlib.suppress(Exception):  # a font that cannot be read is one that is not there
            fontManager.addfont(file)
