"""Predict your own picture: any size, orientation and mode becomes what the network expects."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnn_utils.language.speaking import later, say

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 50_000_000
MOST_PIXELS = 80_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "PPM")


class PictureError(ValueError):
    """What was given is no picture that can be read: says what was expected, what was found and what to do."""


def load_picture(source: str | Path | bytes, size: int = 64) -> np.ndarray:
    """Read a picture, turn it upright, cut out its middle square and shrink or enlarge it.

    Parameters
    ----------
    source : str, Path or bytes
        A file, or the content of one.
    size : int
        Side of the result in pixels.

    Returns
    -------
    ndarray of shape (size, size, 3), uint8

    Raises
    ------
    PictureError
        If it is no picture, damaged, or far too large.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    name, content = _read(source)
    try:
        with warnings.catch_warnings():
            # The size is checked below, before anything is decoded; damaged metadata is no concern of ours.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                _check_size(name, image.size)
                upright = ImageOps.exif_transpose(_colours(image))
    except Image.DecompressionBombError as error:
        raise PictureError(_too_many_pixels(name, say("far more"))) from error
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        raise PictureError(
            say(
                "{name} is no picture: expected JPEG, PNG, WebP, GIF, BMP or TIFF, found {found}. "
                "Open it in a picture viewer, save it as JPEG or PNG, and try again.",
                name=name,
                found=_looks_like(content),
            )
        ) from error
    except Exception as error:  # decoders raise whatever a damaged file leads them to
        raise PictureError(
            say(
                "{name} begins like a picture but cannot be decoded ({error}: {message}): it is damaged or "
                "incomplete. Save or download it once more, and try again.",
                name=name,
                error=type(error).__name__,
                message=error,
            )
        ) from error
    square = ImageOps.fit(upright, (size, size), method=Image.Resampling.LANCZOS)
    return np.asarray(square, dtype=np.uint8).copy()


def _read(source: str | Path | bytes) -> tuple[str, bytes]:
    """Get the name to speak of, and the bytes."""
    if isinstance(source, bytes | bytearray | memoryview):
        name, content = say("this upload"), bytes(source)
    else:
        path = Path(source).expanduser()
        name = path.name or str(path)
        if not path.is_file():
            found = say("a folder") if path.is_dir() else say("no file")
            raise PictureError(
                say(
                    "{path} is no picture file: expected a file, found {found} there. Put the picture beside the "
                    "notebook and give its name, with the ending.",
                    path=path,
                    found=found,
                )
            )
        if path.stat().st_size > MOST_BYTES:
            raise PictureError(_too_many_bytes(name, path.stat().st_size))
        content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise PictureError(_too_many_bytes(name, len(content)))
    return name, content


def _too_many_bytes(name: str, count: int) -> str:
    return say(
        "{name} is too large: expected at most {most} MB, found {found} MB. Save it smaller, and try again.",
        name=name,
        most=MOST_BYTES // 1_000_000,
        found=f"{count / 1e6:.0f}",
    )


def _too_many_pixels(name: str, found: str) -> str:
    return say(
        "{name} has too many pixels: expected at most {most} million, found {found}. Save it smaller, and try again.",
        name=name,
        most=MOST_PIXELS // 1_000_000,
        found=found,
    )


def _check_size(name: str, size: tuple[int, int]) -> None:
    """Refuse a picture that would fill the memory, before it is decoded."""
    width, height = size
    if width * height > MOST_PIXELS:
        raise PictureError(_too_many_pixels(name, f"{width} × {height}"))


def _colours(image: Image.Image) -> Image.Image:
    """Convert any mode to RGB: deep greys are scaled, what is transparent lies on white."""
    from PIL import Image

    if image.mode.startswith(("I", "F")):
        image = _eight_bits(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        layered = image.convert("RGBA")
        flat = Image.alpha_composite(Image.new("RGBA", layered.size, (255, 255, 255, 255)), layered).convert("RGB")
    else:
        flat = image.convert("RGB")
    flat.info.update({key: value for key, value in image.info.items() if key == "exif"})
    return flat


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit, 32-bit or floating-point greys to 0 to 255."""
    from PIL import Image

    values = np.nan_to_num(np.asarray(image, dtype=float))
    peak = 255.0 if values.max() > 1 else 1.0
    peak = 65535.0 if values.max() > 255 else peak
    grey = Image.fromarray(np.clip(values / peak * 255, 0, 255).round().astype(np.uint8), mode="L")
    grey.info.update({key: value for key, value in image.info.items() if key == "exif"})
    return grey


def _looks_like(content: bytes) -> str:
    """Name what a file holds by its first bytes."""
    if not content:
        return say("an empty file")
    known = {
        b"%PDF": later("a PDF"),
        b"PK\x03\x04": later("a ZIP archive or an office document"),
        b"\x89HDF": later("an HDF5 file"),
    }
    for start, name in known.items():
        if content.startswith(start):
            return say(name)
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return say("a HEIC or AVIF picture, which cannot be read here")
    if content.lstrip().startswith((b"<svg", b"<?xml", b"<!DOCTYPE", b"<html")):
        return say("text with markup")
    printable = sum(32 <= byte < 127 or byte in b"\r\n\t" for byte in content[:200])
    if printable > 0.9 * len(content[:200]):
        return say("text")
    return say("{n} bytes of another kind", n=f"{len(content):,}")
