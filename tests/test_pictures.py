"""Any picture file becomes one that every screen shows alike, or is refused in words."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageFile, PngImagePlugin

from issuepress import cache, raster
from issuepress.decoding import decoded_once
from issuepress.pdf.screen.pictures import for_screen
from issuepress.pictures import (
    PictureError,
    Prepared,
    Wanted,
    inspect,
    is_ready,
    make_ready,
    original,
    prepare,
)

ORIENTATION = 274
ARTIST = 315
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photograph(width: int = 120, height: int = 80) -> Image.Image:
    """Make a picture with more colours than flat art has."""
    return Image.merge("RGB", [Image.effect_noise((width, height), spread) for spread in (40, 60, 80)])


def shown(prepared: Prepared) -> Image.Image:
    picture = Image.open(BytesIO(prepared.content))
    picture.load()
    return picture


def save(image: Image.Image, path: Path, **options: Any) -> Path:
    image.save(path, **options)
    return path


def exif(tag: int, value: object) -> Image.Exif:
    record = Image.Exif()
    record[tag] = value
    return record


def matrix_profile(red: tuple[float, float], green: tuple[float, float], blue: tuple[float, float]) -> bytes:
    """Make an ICC profile of an RGB space with these primaries (ICC.1, D50 white, gamma 2.2)."""
    white = (0.9642, 1.0, 0.8249)
    columns = [(x / y, 1.0, (1 - x - y) / y) for x, y in (red, green, blue)]
    scale = _solved([[column[row] for column in columns] for row in range(3)], list(white))
    xyz = [tuple(value * factor for value in column) for column, factor in zip(columns, scale, strict=True)]
    number = lambda value: struct.pack(">i", round(value * 65536))  # noqa: E731
    tags = {
        tag: b"XYZ \0\0\0\0" + b"".join(map(number, value))
        for tag, value in zip(("rXYZ", "gXYZ", "bXYZ"), xyz, strict=True)
    }
    tags["wtpt"] = b"XYZ \0\0\0\0" + b"".join(map(number, white))
    tags |= dict.fromkeys(("rTRC", "gTRC", "bTRC"), b"curv\0\0\0\0" + struct.pack(">IH", 1, 563) + b"\0\0")
    text = b"Wide\0"
    tags["desc"] = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 79
    tags["cprt"] = b"text\0\0\0\0none\0\0\0\0"
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, value in tags.items():
        table += tag.encode() + struct.pack(">II", start + len(body), len(value))
        body += value + b"\0" * (-len(value) % 4)
    whole = struct.pack(">I", len(tags)) + table + body
    head = struct.pack(
        ">I4sI4s4s4s12s4s",
        128 + len(whole),
        b"none",
        0x02400000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        b"\0" * 12,
        b"acsp",
    )
    return head + b"\0" * 28 + b"".join(map(number, white)) + b"\0" * 48 + whole


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve three equations by Cramer's rule."""

    def det(rows: list[list[float]]) -> float:
        (a, b, c), (d, e, f), (g, h, i) = rows
        return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)

    swapped = [
        [[right[row] if at == column else matrix[row][at] for at in range(3)] for row in range(3)]
        for column in range(3)
    ]
    return [det(rows) / det(matrix) for rows in swapped]


def test_a_sound_small_photograph_passes_untouched(tmp_path: Path) -> None:
    for profile in (None, SRGB):
        path = save(photograph(), tmp_path / "a.jpg", icc_profile=profile)
        prepared = prepare(path, widest=200)
        assert prepared.content == path.read_bytes()
        assert (prepared.media_type, prepared.width, prepared.height) == ("image/jpeg", 120, 80)


@pytest.mark.parametrize(
    "private",
    [
        {"exif": exif(ARTIST, "Ann Okafor, 1 Quiet Street")},
        {"comment": b"draft for Ann"},
        {"xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"},
    ],
)
def test_private_matter_is_taken_out(private: dict[str, Any], tmp_path: Path) -> None:
    path = save(photograph(), tmp_path / "a.jpg", **private)
    prepared = prepare(path, widest=None)
    assert prepared.content != path.read_bytes()
    assert not {"exif", "comment", "xmp"} & set(shown(prepared).info)
    assert b"Ann" not in prepared.content


def test_what_a_phone_hides_behind_a_picture_is_taken_out(tmp_path: Path) -> None:
    path = save(photograph(), tmp_path / "a.jpg")
    path.write_bytes(path.read_bytes() + b"a film of the room")
    assert b"film" not in prepare(path, widest=None).content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(orientation: int, tmp_path: Path) -> None:
    upright = Image.new("RGB", (80, 40), "white")
    upright.paste("red", (0, 0, 40, 20))
    undo = [None, 0, 3, 1, 5, 2, 6, 4][orientation - 1]  # the transposition that a camera so held makes
    taken = upright if undo is None else upright.transpose(Image.Transpose(undo))
    path = save(taken, tmp_path / "a.jpg", exif=exif(ORIENTATION, orientation), quality=95)
    prepared = prepare(path, widest=60, highest=30)
    assert inspect(path) == (80, 40)
    assert (prepared.width, prepared.height) == (60, 30)
    red, green, _ = shown(prepared).convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert red - green > 140
    assert min(shown(prepared).convert("RGB").getpixel((55, 25))) > 200  # type: ignore[arg-type]


def test_pictures_are_made_smaller_but_never_larger(tmp_path: Path) -> None:
    path = save(photograph(400, 200), tmp_path / "a.png")
    for limits, size in (((100, None), (100, 50)), ((None, 50), (100, 50)), ((1000, 1000), (400, 200))):
        prepared = prepare(path, widest=limits[0], highest=limits[1])
        assert (prepared.width, prepared.height) == shown(prepared).size == size


def test_a_photograph_is_written_line_by_line_as_the_oldest_readers_need_it(tmp_path: Path) -> None:
    path = save(photograph(400, 200), tmp_path / "a.jpg", progressive=True)
    assert not {"progressive", "progression"} & set(shown(prepare(path, widest=100)).info)


def test_a_picture_is_made_ready_once_and_a_broken_one_is_left_to_who_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    wanted = Wanted(save(photograph(400, 200), tmp_path / "a.jpg"), 100, 100)
    assert not is_ready(wanted)
    make_ready(wanted)
    assert is_ready(wanted)
    assert not is_ready(wanted._replace(widest=90))
    (tmp_path / "broken.jpg").write_bytes(wanted.source.read_bytes()[:-500])
    make_ready(broken := wanted._replace(source=tmp_path / "broken.jpg"))
    with pytest.raises(PictureError, match="damaged or cut short"):
        prepare(broken.source, widest=100, highest=100)


def test_a_file_from_which_several_pictures_are_made_in_a_row_is_decoded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sizes = save(photograph(400, 200), tmp_path / "a.jpg"), (200, 150)
    alone = [raster.prepare(path, widest, None) for widest in sizes]
    screen = for_screen(path.read_bytes(), 108, 54)
    decoded, load = list[str](), ImageFile.ImageFile.load

    def heard(image: ImageFile.ImageFile) -> Any:
        decoded.extend(tile.codec_name for tile in image.tile)
        return load(image)

    monkeypatch.setattr(ImageFile.ImageFile, "load", heard)
    with decoded_once():
        assert for_screen(path.read_bytes(), 108, 54) == screen
        assert [raster.prepare(path, widest, None) for widest in sizes] == alone
        given = original(path).pixels
        assert len(decoded) == 1
        given.putpixel((0, 0), (1, 2, 3))  # whoever has the original may change it
        assert original(path).pixels.getpixel((0, 0)) != (1, 2, 3)
    assert len(decoded) == 2
    raster.prepare(path, 200, None)
    assert len(decoded) == 3


def test_a_wide_profile_is_brought_to_srgb(tmp_path: Path) -> None:
    wide = matrix_profile((0.7347, 0.2653), (0.1152, 0.8264), (0.1566, 0.0177))
    path = save(Image.new("RGB", (40, 40), (100, 160, 100)), tmp_path / "a.png", icc_profile=wide)
    prepared = prepare(path, widest=None)
    red, green, blue = shown(prepared).convert("RGB").getpixel((20, 20))  # type: ignore[misc]
    assert "icc_profile" not in shown(prepared).info
    assert green - red > 90  # the same green is far more saturated in the small space
    assert blue < 120
    assert prepared.note is None


def test_a_profile_that_does_not_fit_is_reported(tmp_path: Path) -> None:
    for profile in (b"nonsense", matrix_profile((0.64, 0.33), (0.3, 0.6), (0.15, 0.06))):
        grey = Image.effect_noise((40, 40), 50)
        prepared = prepare(save(grey, tmp_path / "a.jpg", icc_profile=profile), widest=None)
        assert prepared.note == "the picture's colour profile can't be used; its colours are taken as sRGB"


@pytest.mark.parametrize("adobe", [True, False])
def test_cmyk_is_shown_the_right_way_up(*, adobe: bool, tmp_path: Path) -> None:
    path = save(Image.new("CMYK", (40, 40), (255, 0, 0, 0)), tmp_path / "a.jpg", quality=95)
    if not adobe:  # without Adobe's marker values are not inverted
        inverted = Image.new("CMYK", (40, 40), (0, 255, 255, 255))
        whole = save(inverted, path, quality=95).read_bytes()
        at = whole.index(b"\xff\xee")
        path.write_bytes(whole[:at] + whole[at + 2 + int.from_bytes(whole[at + 2 : at + 4], "big") :])
    prepared = prepare(path, widest=None)
    red, green, blue = shown(prepared).convert("RGB").getpixel((20, 20))  # type: ignore[misc]
    assert min(green, blue) - red > 195
    assert "guess" in (prepared.note or "")


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_sixteen_bit_grey_keeps_its_tone(suffix: str, tmp_path: Path) -> None:
    path = save(Image.new("I;16", (20, 20), 32768), tmp_path / f"a{suffix}")
    assert shown(prepare(path, widest=None)).convert("L").getpixel((10, 10)) == 128


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "P"])
def test_transparency_stays_and_makes_a_png(mode: str, tmp_path: Path) -> None:
    clear = Image.new("RGBA", (40, 40), (200, 60, 30, 255))
    clear.paste((0, 0, 0, 0), (0, 0, 20, 20))
    picture = clear.quantize(8) if mode in {"P", "PA"} else clear.convert(mode)
    prepared = prepare(save(picture, tmp_path / "a.png"), widest=30)
    assert prepared.media_type == "image/png"
    alpha = shown(prepared).convert("RGBA").getchannel("A")
    assert (alpha.getpixel((3, 3)), alpha.getpixel((26, 26))) == (0, 255)


def test_alpha_that_hides_nothing_is_dropped(tmp_path: Path) -> None:
    opaque = photograph()
    opaque.putalpha(255)
    assert prepare(save(opaque, tmp_path / "a.png"), widest=None).media_type == "image/jpeg"


def test_flat_colour_stays_sharp(tmp_path: Path) -> None:
    flat = Image.new("RGB", (200, 200), "#2f5d62")
    flat.paste("#e0a23c", (50, 50, 150, 150))
    prepared = prepare(save(flat, tmp_path / "a.png"), widest=None)
    assert prepared.media_type == "image/png"
    assert shown(prepared).convert("RGB").tobytes() == flat.tobytes()
    assert prepare(save(photograph(), tmp_path / "b.png"), widest=None).media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("a.gif", "the picture is animated; only its first frame is used"),
        ("a.webp", "the picture is animated; only its first frame is used"),
        ("a.tif", "the file holds several pages; only the first is used"),
    ],
)
def test_the_first_frame_stands_for_a_film(name: str, note: str, tmp_path: Path) -> None:
    path = save(
        Image.new("RGB", (40, 40), "red"), tmp_path / name, save_all=True, append_images=[photograph(40, 40)]
    )
    prepared = prepare(path, widest=None)
    assert prepared.note == note
    assert shown(prepared).convert("RGB").getpixel((20, 20)) == pytest.approx((255, 0, 0), abs=3)


def test_other_modes_of_tiff_come_through(tmp_path: Path) -> None:
    for mode, colour in (
        ("1", 1),
        ("LAB", (128, 128, 128)),
        ("CMYK", (0, 0, 0, 0)),
        ("L", 200),
        ("YCbCr", (200, 128, 128)),
    ):
        prepared = prepare(save(Image.new(mode, (20, 20), colour), tmp_path / "a.tif"), widest=10)
        assert shown(prepared).size == (10, 10)


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.png", "a.webp", "a.tif", "a.jpg"):
        path = save(photograph(), tmp_path / name)
        assert prepare(path, widest=60) == prepare(path, widest=60)


def test_text_blocks_of_a_png_are_taken_out(tmp_path: Path) -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Ann Okafor", zip=False)
    assert (
        b"Ann"
        not in prepare(save(Image.new("RGB", (9, 9)), tmp_path / "a.png", pnginfo=said), widest=None).content
    )


def truncated(path: Path) -> None:
    save(photograph(), path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damaged_within(path: Path) -> None:
    save(photograph(), path)
    content = path.read_bytes()
    middle = content.find(b"\xff\xda") + 500
    path.write_bytes(content[:middle] + b"\xff\xc4\xff\xff" + content[middle:])  # a table that never ends


def damaged_before(path: Path) -> None:
    save(photograph(), path)
    content = path.read_bytes()
    counts = content.find(b"\xff\xc4") + 5
    path.write_bytes(content[:counts] + b"\x09" * 16 + content[counts + 16 :])  # codes that can't be


def bomb(path: Path) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9))))


@pytest.mark.parametrize(
    ("name", "write", "message"),
    [
        ("a.jpg", truncated, "damaged or cut short"),
        ("a.png", truncated, "damaged or cut short"),
        ("a.jpg", damaged_within, "damaged or cut short"),
        ("a.jpg", damaged_before, "damaged or cut short"),
        ("a.png", bomb, "more than 250 million pixels"),
        ("a.png", lambda path: save(photograph(), path, format="JPEG"), "ends in .png but it is a JPEG"),
        ("a.jpg", lambda path: path.write_bytes(b"GIF89a"), "not a picture"),
        ("a.jpg", lambda path: path.write_bytes(b""), "not a picture"),
        (
            "a.jpg",
            lambda path: path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
            "not a picture",
        ),
        ("a.bmp", lambda path: save(photograph(), path), "'.bmp' is not a kind of picture"),
        (
            "picture",
            lambda path: save(photograph(), path, format="PNG"),
            "'picture' is not a kind of picture",
        ),
        ("a.tif", lambda path: save(Image.new("F", (9, 9)), path), "32 bits a sample"),
        ("a.svg", lambda path: path.write_bytes(b"<svg"), "not well-formed"),
        (
            "a.svg",
            lambda path: path.write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
            "neither a viewBox nor a width",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(
    name: str, write: Any, message: str, tmp_path: Path
) -> None:
    write(tmp_path / name)
    with pytest.raises(PictureError, match=message):
        prepare(tmp_path / name, widest=None)


def test_a_picture_cut_short_is_refused_though_the_engine_would_take_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeasyPrint tells Pillow to take such pictures, for the whole program, when it is imported."""
    truncated(tmp_path / "a.jpg")
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    for read in (lambda path: prepare(path, widest=None), original):
        with pytest.raises(PictureError, match="damaged or cut short"):
            read(tmp_path / "a.jpg")


@pytest.mark.parametrize("progressive", [False, True])
def test_a_whole_jpeg_goes_out_as_it_is(tmp_path: Path, *, progressive: bool) -> None:
    path = save(photograph(), tmp_path / "a.jpg", progressive=progressive)
    assert prepare(path, widest=None).content == path.read_bytes()


def test_a_picture_is_inspected_without_being_decoded(tmp_path: Path) -> None:
    truncated(tmp_path / "a.jpg")
    assert inspect(tmp_path / "a.jpg") == (120, 80)
    bomb(tmp_path / "a.png")
    with pytest.raises(PictureError, match="250 million"):
        inspect(tmp_path / "a.png")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 40.2 30"', (41, 30)),
        ('viewBox="-5,-5,40,30" width="1000" height="10"', (40, 30)),
        ('width="40px" height="30"', (40, 30)),
    ],
)
def test_a_drawing_has_the_size_of_its_view_box(
    attributes: str, size: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "a.svg"
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><rect width="4" height="3"/></svg>',
        encoding="utf-8",
    )
    prepared = prepare(path, widest=10)
    assert (prepared.media_type, prepared.width, prepared.height) == ("image/svg+xml", *size)
    assert inspect(path) == size
    assert b"rect" in prepared.content


def test_a_drawing_leaves_its_scripts_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>',
        encoding="utf-8",
    )
    prepared = prepare(path, widest=None)
    assert b"script" not in prepared.content
    assert prepared.note
