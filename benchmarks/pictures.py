"""Pictures to fill an issue with: hills under a cloudy sky, from a seed, as a camera would save them."""

import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

Colour = tuple[int, int, int]


def landscape(path: Path, seed: int, size: tuple[int, int] = (2400, 1500)) -> None:
    """Save a landscape as a JPEG of that many pixels; the same seed gives the same bytes."""
    chance = random.Random(seed)  # noqa: S311 - a picture, no secret
    light, dark = _colours(chance)
    picture = Image.composite(
        Image.new("RGB", size, light), Image.new("RGB", size, _mixed(light, dark, 0.4)), _clouds(chance, size)
    )
    for row in range(4):
        hill = Image.new("L", size)
        ImageDraw.Draw(hill).polygon(_ridge(chance, size, row), fill=255)
        ground = Image.new("RGB", size, _mixed(light, dark, 0.4 + 0.2 * row))
        picture.paste(ground, mask=hill)
    grain = Image.frombytes("L", size, chance.randbytes(size[0] * size[1])).point(lambda value: value // 12)
    picture = ImageChops.subtract(picture, Image.merge("RGB", (grain, grain, grain)))
    picture.save(path, quality=92)


def _colours(chance: random.Random) -> tuple[Colour, Colour]:
    light = (chance.randint(200, 250), chance.randint(190, 240), chance.randint(180, 240))
    dark = (chance.randint(10, 70), chance.randint(30, 80), chance.randint(40, 90))
    return light, dark


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _clouds(chance: random.Random, size: tuple[int, int]) -> Image.Image:
    """Give noise at three scales, laid over one another."""
    clouds = Image.new("L", size, 128)
    for cells in (4, 12, 40):
        noise = Image.frombytes("L", (cells, cells), chance.randbytes(cells * cells))
        clouds = Image.blend(clouds, noise.resize(size, Image.Resampling.BICUBIC), 0.4)
    return clouds


def _ridge(chance: random.Random, size: tuple[int, int], row: int) -> list[tuple[float, float]]:
    width, height = size
    top, steps = height * (0.45 + 0.13 * row), 12
    line = [(width * step / steps, top + chance.uniform(-0.08, 0.08) * height) for step in range(steps + 1)]
    return [(0, height), *line, (width, height)]
