import io
import re
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from cnn_utils import load_picture
from cnn_utils.figures.prediction import prediction
from cnn_utils.signs import own_photograph as own_picture
from cnn_utils.signs.own_photograph import PictureError

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def _encoded(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, format=kind, **options)
    return buffer.getvalue()


def _halves(width=80, height=80):
    """Red above, blue below."""
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    pixels[: height // 2], pixels[height // 2 :] = RED, BLUE
    return Image.fromarray(pixels)


def _near(got, wanted, tolerance=6):
    return np.abs(np.asarray(got, dtype=int) - wanted).max() <= tolerance


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (500, 3), (64, 64), (65, 63), (1200, 800), (31, 31)])
def test_any_size_becomes_64_by_64(size):
    picture = load_picture(_encoded(Image.new("RGB", size, RED)))
    assert (picture.shape, picture.dtype) == ((64, 64, 3), np.uint8)
    assert _near(picture, RED)


def test_another_size_can_be_asked_for():
    assert load_picture(_encoded(_halves()), size=32).shape == (32, 32, 3)


def test_the_middle_square_is_cut_out():
    # 300 wide, 100 high: red, blue, red thirds; only the blue third is left.
    pixels = np.full((100, 300, 3), RED, dtype=np.uint8)
    pixels[:, 100:200] = BLUE
    assert _near(load_picture(_encoded(Image.fromarray(pixels)))[:, 2:-2], BLUE)


MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I"]


@pytest.mark.parametrize("mode", MODES)
def test_any_mode_keeps_its_white(mode):
    if mode.startswith("I"):
        image = Image.fromarray(np.full((70, 70), 65535, dtype=np.uint16 if mode == "I;16" else np.int32))
    else:
        image = Image.new("RGB", (70, 70), WHITE).convert(mode)
    assert _near(load_picture(_encoded(image, "TIFF" if mode == "I" else "PNG")), WHITE)


def test_sixteen_bits_are_scaled_not_cut():
    values = np.linspace(0, 65535, 64).astype(np.uint16)
    picture = load_picture(_encoded(Image.fromarray(np.tile(values, (64, 1)))))
    assert _near(picture[:, :, 0], np.tile(values / 257, (64, 1)), tolerance=2)


def test_cmyk_becomes_rgb():
    picture = load_picture(_encoded(Image.new("CMYK", (70, 70), (0, 255, 255, 0)), "JPEG"))
    assert _near(picture, RED, tolerance=12)


def test_floats_are_scaled():
    picture = load_picture(_encoded(Image.fromarray(np.full((70, 70), 0.5, dtype=np.float32)), "TIFF"))
    assert _near(picture, (128, 128, 128), tolerance=1)


def test_what_is_transparent_lies_on_white():
    image = Image.new("RGBA", (70, 70), (255, 0, 0, 0))
    assert _near(load_picture(_encoded(image)), WHITE)
    palette = Image.new("P", (70, 70), 0)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    assert _near(load_picture(_encoded(palette, transparency=0)), WHITE)


def _upright_after(orientation):
    """Store red-above-blue so that a viewer who obeys the orientation tag sees it upright."""
    undo = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }[orientation]
    image = _halves()
    for step in undo:
        image = image.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation
    return image, exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_upright(orientation, kind):
    image, exif = _upright_after(orientation)
    picture = load_picture(_encoded(image, kind, exif=exif))
    assert _near(picture[4:28, 4:60], RED, tolerance=12)
    assert _near(picture[36:60, 4:60], BLUE, tolerance=12)


def test_a_grey_photograph_with_orientation_is_turned_too():
    image, exif = _upright_after(3)
    picture = load_picture(_encoded(image.convert("L"), "JPEG", exif=exif))
    assert picture[10, 32, 0] > picture[50, 32, 0] + 30


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "PPM", "WEBP"])
def test_usual_kinds_are_read_from_a_file(kind, tmp_path):
    path = tmp_path / f"sign.{kind.lower()}"
    path.write_bytes(_encoded(_halves(), kind))
    assert load_picture(path).shape == load_picture(str(path)).shape == (64, 64, 3)


def test_the_first_picture_of_an_animation_is_taken():
    frames = [Image.new("RGB", (70, 70), colour) for colour in (RED, BLUE)]
    assert _near(load_picture(_encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])), RED)


def test_the_result_is_the_callers_own():
    picture = load_picture(_encoded(_halves()))
    picture[:] = 0
    assert picture.flags.writeable


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"hello, this is text", "text"),
        (b"%PDF-1.7 \x00\x01", "a PDF"),
        (b"<svg xmlns='x'/>", "text with markup"),
        (b"PK\x03\x04rest", "a ZIP archive or an office document"),
        (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "a HEIC or AVIF picture, which cannot be read here"),
        (bytes(range(128, 256)), "128 bytes of another kind"),
    ],
)
def test_what_is_no_picture_is_named(content, found):
    message = (
        f"this upload is no picture: expected JPEG, PNG, WebP, GIF, BMP or TIFF, found {found}. "
        "Open it in a picture viewer, save it as JPEG or PNG, and try again."
    )
    with pytest.raises(PictureError, match=f"^{re.escape(message)}$"):
        load_picture(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_cut_off_picture_is_an_error_that_says_so(kind, share):
    noise = Image.fromarray(np.random.RandomState(0).randint(0, 256, (90, 90, 3), dtype=np.uint8))
    content = _encoded(noise, kind)
    with pytest.raises(PictureError, match=r"damaged or incomplete|is no picture"):
        load_picture(content[: int(len(content) * share)])


@pytest.mark.parametrize(("place", "found"), [("missing.png", "no file"), ("", "a folder")])
def test_a_missing_file_is_a_clear_error(tmp_path, place, found):
    with pytest.raises(PictureError, match=f"is no picture file: expected a file, found {found} there"):
        load_picture(tmp_path / place)


def _bomb(side):
    """A PNG of a few bytes that claims to be `side` pixels wide and high."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(("side", "found"), [(9_000, "9000 × 9000"), (11_000, "11000 × 11000"), (60_000, "far more")])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(side, found):
    message = (
        f"this upload has too many pixels: expected at most 80 million, found {found}. Save it smaller, and try again."
    )
    with pytest.raises(PictureError, match=f"^{re.escape(message)}$"):
        load_picture(_bomb(side))


def test_a_huge_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(own_picture, "MOST_BYTES", 2_000_000)
    path = tmp_path / "huge.png"
    path.write_bytes(bytes(3_000_000))
    for source, name in ((path, "huge.png"), (path.read_bytes(), "this upload")):
        with pytest.raises(PictureError, match=f"^{name} is too large: expected at most 2 MB, found 3 MB."):
            load_picture(source)


def test_prediction_names_the_likeliest_class():
    drawing = prediction(np.zeros((64, 64, 3), np.uint8), np.array([0.1, 0.2, 0.7]), ["a", "b", "c"])
    assert "the network says c, with 70%" in drawing.svg()
    assert drawing.alt.endswith("The probability of each class is a: 10%, b: 20%, c: 70%.")
