"""Pictures that move: one drawing whose parts know in which steps they are seen.

In a page it is SVG with buttons and a slider (a few lines of script, no libraries, no ffmpeg); where scripts do not
run the last step is seen; `gif` writes the same steps with Pillow.
"""

from __future__ import annotations

import io
import json
import re
import uuid
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from cnn_utils.figures.drawing import Drawing
from cnn_utils.language.speaking import say

STEP_MS = 900
GIF_RATIO = 1.25

_CONTROLS = """<div style="{row}">
<button type="button" data-do="play" style="{button}">&#9654; {play}</button>
<button type="button" data-do="back" aria-label="{back}" style="{button}">&#8249;</button>
<button type="button" data-do="next" aria-label="{on}" style="{button}">&#8250;</button>
<input type="range" min="0" max="{last}" value="{last}" aria-label="{step}" style="flex:1;min-width:80px">
<span data-count style="min-width:4.5em;text-align:right">{count}</span></div>
<p data-caption aria-live="polite" style="margin:4px 0 0 16px;font:13px system-ui,sans-serif">{caption}</p>"""

_BUTTON = (
    "font:inherit;color:inherit;background:none;border:1px solid currentColor;border-radius:4px;"
    "padding:2px 9px;cursor:pointer"
)

_ROW = "display:flex;gap:8px;align-items:center;max-width:600px;margin-left:16px;font:13px system-ui,sans-serif"

_SCRIPT = """(function () {
  const root = document.getElementById("%(id)s");
  if (!root) return;
  const captions = %(captions)s, last = captions.length - 1;
  const counts = %(counts)s;
  const parts = [...root.querySelectorAll("[data-first]")];
  const slider = root.querySelector("input"), play = root.querySelector("[data-do=play]");
  let timer = null;
  const show = (step) => {
    slider.value = step;
    for (const part of parts)
      part.style.display = +part.dataset.first <= step && step <= +part.dataset.last ? "" : "none";
    root.querySelector("[data-caption]").textContent = captions[step];
    root.querySelector("[data-count]").textContent = counts[step];
  };
  const stop = () => { clearInterval(timer); timer = null; play.textContent = %(play)s; };
  const tick = () => {
    if (!root.isConnected || +slider.value >= last) return stop();
    show(+slider.value + 1);
  };
  play.onclick = () => {
    if (timer) return stop();
    if (+slider.value >= last) show(0);
    play.textContent = %(pause)s;
    timer = setInterval(tick, %(pace)d);
  };
  const go = (by) => () => { stop(); show(Math.min(last, Math.max(0, +slider.value + by))); };
  root.querySelector("[data-do=back]").onclick = go(-1);
  root.querySelector("[data-do=next]").onclick = go(1);
  slider.oninput = () => { stop(); show(+slider.value); };
  show(0);
})();"""


class Animation:
    """Steps of one drawing.

    Attributes
    ----------
    drawing : Drawing
        All parts of all steps; `Canvas.during` says which step shows what.
    captions : tuple of str
        One sentence for each step.
    """

    def __init__(self, drawing: Drawing, captions: Sequence[str]) -> None:
        self.drawing = drawing
        self.captions = tuple(captions)
        self.title = drawing.title
        self.alt = drawing.alt
        self.to_step(len(self.captions) - 1)

    def to_step(self, step: int) -> None:
        """Set the figure to one step."""
        for artist in self.drawing.figure.findobj(match=lambda artist: bool(artist.get_gid())):
            span = re.fullmatch(r"step-(\d+)-(\d+)", artist.get_gid() or "")
            if span:
                artist.set_visible(int(span[1]) <= step <= int(span[2]))

    def html(self) -> str:
        """Write the drawing with its buttons; without scripts it shows the last step."""
        last, name = len(self.captions) - 1, f"cnn-{uuid.uuid4().hex[:12]}"
        for artist in self.drawing.figure.findobj(match=lambda artist: bool(artist.get_gid())):
            artist.set_visible(True)
        svg = re.sub(
            r'data-last="(\d+)"',
            lambda found: found[0] + ("" if int(found[1]) == last else ' style="display:none"'),
            self.drawing.svg(),
        )
        self.to_step(last)
        counts = [say("{step} of {total}", step=step, total=last + 1) for step in range(1, last + 2)]
        controls = _CONTROLS.format(
            row=_ROW,
            button=_BUTTON,
            last=last,
            play=escape(say("Play")),
            back=escape(say("one step back")),
            on=escape(say("one step on")),
            step=escape(say("step")),
            count=escape(counts[-1]),
            caption=escape(self.captions[-1]),
        )
        words = {
            "captions": self.captions,
            "counts": counts,
            "play": "▶ " + say("Play"),
            "pause": "⏸ " + say("Pause"),
        }
        written = {name: json.dumps(said, ensure_ascii=True).replace("</", "<\\/") for name, said in words.items()}
        script = _SCRIPT % {"id": name, "pace": STEP_MS, **written}
        return f'<div id="{name}" class="cnn-animation">{svg}{controls}</div><script>{script}</script>'

    def gif(self) -> bytes:
        """Write the steps as a GIF that repeats, on a light panel."""
        from PIL import Image

        frames = []
        for step in range(len(self.captions)):
            self.to_step(step)
            frames.append(self.drawing.image(GIF_RATIO).quantize(64, dither=Image.Dither.NONE))
        target = io.BytesIO()
        pace = [STEP_MS] * (len(frames) - 1) + [3 * STEP_MS]
        frames[0].save(
            target, format="GIF", save_all=True, append_images=frames[1:], duration=pace, loop=0, optimize=True
        )
        return target.getvalue()

    def save(self, path: str | Path) -> None:
        """Write the steps to a .gif file."""
        Path(path).write_bytes(self.gif())

    def __repr__(self) -> str:
        return f"{self.title}. {self.alt}"

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
        bundle = {"text/html": self.html(), "text/plain": repr(self), "image/png": self.drawing.png()}
        return bundle, {"image/png": {"alt": self.alt}}
