"""What every test in a real Chromium has in common: without one, or without Playwright, it says so and is skipped."""

from __future__ import annotations

import pytest

from benchmarks.chromium import CHROMIUM

STEP_MS = 180_000  # on a machine that is busy with other tests

pytest.importorskip("playwright", reason="Playwright for Python is not installed (pip install playwright)")

from playwright.sync_api import expect  # noqa: E402 - after the skip

expect.set_options(timeout=STEP_MS)

IN_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)"),
]
