"""Compares what a manuscript says with what an output shows, word for word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from issues.plain import even


class Letter(NamedTuple):
    """A letter or digit, and whether anything stands between it and the one before."""

    sign: str
    apart: bool


def first_difference(expected: Sequence[str], actual: Sequence[str]) -> str | None:
    """Say where two runs of words part, or None when they are the same."""
    for at in range(max(len(expected), len(actual))):
        if list(expected[at : at + 1]) != list(actual[at : at + 1]):
            before = " ".join(expected[max(0, at - 4) : at])
            wanted, found = " ".join(expected[at : at + 4]), " ".join(actual[at : at + 4])
            return f"after '{before}': '{wanted}' is wanted, '{found}' is found"
    return None


def letters(text: str) -> list[Letter]:
    """Take a text apart into its letters and digits."""
    found: list[Letter] = []
    apart = True
    for sign in even(text):
        if sign.isalnum():
            found.append(Letter(sign, apart))
        apart = not sign.isalnum()
    return found


def page_difference(streams: Sequence[Sequence[Letter]], pages: Iterable[Sequence[Letter]]) -> str | None:
    """Say where pages part from the streams they are made of, or None when they hold them exactly.

    A page shows the next stretch of the first stream, then of the second and so on; any stretch may be
    empty. After the last page every stream must be at its end. Where a stretch ends is not known
    beforehand, so every way that fits so far is followed.
    """
    ways = {(0, *(0 for _ in streams))}
    number = 0
    for number, page in enumerate(pages, start=1):
        ways = {(0, *way[1:]) for way in ways}
        for at, letter in enumerate(page):
            following = {step for way in ways for step in _steps(way, letter, streams, first=at == 0)}
            if not following:
                return _parted(number, page[at : at + 40], ways, streams)
            ways = following
    return None if any(_at_end(way, streams) for way in ways) else _parted(number, (), ways, streams)


def _steps(
    way: tuple[int, ...], letter: Letter, streams: Sequence[Sequence[Letter]], *, first: bool
) -> Iterator[tuple[int, ...]]:
    for at in range(way[0], len(streams)):
        place = way[at + 1]
        if place < len(streams[at]) and streams[at][place].sign == letter.sign:
            elsewhere = first or at != way[0]
            if letter.apart or elsewhere or not streams[at][place].apart:
                yield (at, *(each + (index == at) for index, each in enumerate(way[1:])))


def _at_end(way: tuple[int, ...], streams: Sequence[Sequence[Letter]]) -> bool:
    return all(place == len(stream) for place, stream in zip(way[1:], streams, strict=True))


def _parted(
    number: int, page: Sequence[Letter], ways: Iterable[tuple[int, ...]], streams: Sequence[Sequence[Letter]]
) -> str:
    furthest = max(ways, key=lambda way: sum(way[1:]))
    ahead = [_shown(stream[place : place + 40]) for place, stream in zip(furthest[1:], streams, strict=True)]
    wanted = " or ".join(f"'{text}'" for text in ahead if text) or "nothing"
    return f"page {number}: {wanted} is wanted, '{_shown(page)}' is found"


def _shown(run: Sequence[Letter]) -> str:
    return "".join(f" {letter.sign}" if letter.apart else letter.sign for letter in run).strip()


def without_furniture(pages: Sequence[str], furniture: Sequence[Sequence[str]]) -> list[list[Letter]]:
    """Take each page's running head and foot off its end, where they are painted.

    `furniture` gives for each page what may stand there, the longest first. Joined signs are compared,
    so that spaces and capitals don't matter.
    """
    bare = []
    for text, choices in zip(pages, furniture, strict=True):
        page = letters(text)
        signs = "".join(letter.sign for letter in page)
        ends = (re.sub(r"[\W_]", "", even(choice)) for choice in choices)
        end = next((end for end in ends if signs.endswith(end)), "")
        bare.append(page[: len(page) - len(end)])
    return bare
