"""Separation: a whole PDF becomes DeviceCMYK, every stream and every resource of it."""

import hashlib
import math
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pikepdf
from pikepdf import Name

from issuepress.builds import Spot
from issuepress.pdf.press.content import KNOCKOUT, OVERPRINT, Content
from issuepress.pdf.press.inks import Inks
from issuepress.pdf.press.shadings import separate_shading
from issuepress.pdf.press.sightings import Sightings
from issuepress.pdf.press.spaces import Spaces
from issuepress.pdf.press.state import IDENTITY, Matrix, State, product
from issuepress.pictures import PictureError, inspect

_LEVEL: Final = 3
"""At which pages are deflated: in two fifths of the time of the usual level, for a kilobyte more of each."""


@dataclass(slots=True)
class Placed:
    """A picture of the file and the largest size at which it is placed."""

    name: str
    image: pikepdf.Object
    inches: tuple[float, float] = (0.0, 0.0)


@dataclass
class Separation:
    """Walks the pages once; pictures are only noted, since their size is known at the end."""

    pdf: pikepdf.Pdf
    inks: Inks
    originals: Mapping[str, Path] = field(default_factory=dict)
    """The file behind a picture's name, where it is known: what the engine paints was made for the screen."""
    seen: Sightings = field(default_factory=Sightings)
    placed: dict[tuple[int, int], Placed] = field(default_factory=dict)
    _spots: dict[str, pikepdf.Object] = field(default_factory=dict)
    _done: set[tuple[int, int]] = field(default_factory=set)

    def page(self, page: pikepdf.Page, number: int, base: Matrix = IDENTITY) -> None:
        """Convert a page, its stream and all that the stream names; `base` is what precedes the stream."""
        self.seen.page = number
        resources = self._own(page.obj, page.resources)
        walk = _Walk(self, resources, Spaces(self.inks), base)
        content = Content(resources, walk.spaces, walk, State(ctm=base), self.seen)
        deflated = zlib.compress(content.rewritten(page, first=True), _LEVEL)
        page.obj.Contents = self.pdf.make_stream(deflated, Filter=Name.FlateDecode)
        walk.leftovers()
        page.obj.Group = pikepdf.Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)

    def stream(self, stream: pikepdf.Object, spaces: Spaces, state: State, *, first: bool) -> None:
        """Convert a form, a tile or a glyph, once, as it is where it is met first."""
        resources = self._own(stream, stream.get("/Resources", pikepdf.Dictionary()))
        walk = _Walk(self, resources, spaces, IDENTITY)
        content = Content(resources, spaces, walk, state, self.seen)
        stream.write(content.rewritten(stream, first=first))
        walk.leftovers()
        if (group := stream.get("/Group")) is not None:
            group.CS = Name.DeviceCMYK

    def size_of(self, name: str, image: pikepdf.Object) -> tuple[int, int]:
        """Give a picture's width and height in pixels, as the press has them."""
        if (path := self.originals.get(name)) is not None:
            with suppress(PictureError):  # else the file changed meanwhile
                return inspect(path)
        return int(image.Width), int(image.Height)

    def is_new(self, thing: pikepdf.Object) -> bool:
        """Tell whether an object is met for the first time; one without a number always is."""
        number = thing.objgen
        if number in self._done:
            return False
        if number != (0, 0):
            self._done.add(number)
        return True

    def spot_space(self, spot: Spot) -> pikepdf.Object:
        """Give the space of a spot colour (PDF 2.0, 8.6.6.4), the same for the whole file."""
        if spot.name not in self._spots:
            full = [round(ink, 4) for ink in self.inks.full_tone(spot)]
            tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=full, N=1)
            space = [Name.Separation, Name(f"/{spot.name}"), Name.DeviceCMYK, self.pdf.make_indirect(tint)]
            self._spots[spot.name] = self.pdf.make_indirect(pikepdf.Array(space))
        return self._spots[spot.name]

    def _own(self, owner: pikepdf.Object, resources: pikepdf.Object) -> pikepdf.Object:
        """Give a stream its own resources, with the states of overprint: WeasyPrint's pages share theirs."""
        own = pikepdf.Dictionary(dict(resources.items()))
        states = pikepdf.Dictionary(_held(own, "/ExtGState"))
        states[OVERPRINT] = pikepdf.Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1)
        states[KNOCKOUT] = pikepdf.Dictionary(Type=Name.ExtGState, OP=False, op=False, OPM=1)
        own.ExtGState = states
        owner["/Resources"] = own
        return owner["/Resources"]


@dataclass
class _Walk:
    """The resources of one stream, converted as the stream names them."""

    separation: Separation
    resources: pikepdf.Object
    spaces: Spaces
    base: Matrix
    spots: dict[str, pikepdf.Object] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=lambda: {str(OVERPRINT), str(KNOCKOUT)})

    def xobject(self, name: str, state: State) -> None:
        thing = self._find("/XObject", name)
        if thing is None:
            return
        if thing.Subtype == Name.Image:
            self._place(name, thing, state)
        elif self.separation.is_new(thing):
            inside = state.transformed(_matrix(thing.get("/Matrix")))
            self.separation.stream(thing, self.spaces, inside, first=False)

    def pattern(self, name: str) -> None:
        thing = self._find("/Pattern", name)
        if thing is None or not self.separation.is_new(thing):
            return
        matrix = product(_matrix(thing.get("/Matrix")), self.base)
        if self.base != IDENTITY:
            # A pattern's space is the page's, whatever the stream does before it (PDF 2.0, 8.7.2).
            thing.Matrix = pikepdf.Array([round(number, 6) for number in matrix])
        if int(thing.PatternType) == 2:
            separate_shading(self.separation.pdf, thing.Shading, self.spaces, self.resources)
        else:
            self.separation.stream(thing, self.spaces, State(ctm=matrix), first=True)

    def shading(self, name: str) -> None:
        thing = self._find("/Shading", name)
        if thing is not None and self.separation.is_new(thing):
            separate_shading(self.separation.pdf, thing, self.spaces, self.resources)

    def spot(self, spot: Spot) -> str:
        name = f"/Spot{hashlib.sha256(spot.name.encode()).hexdigest()[:8]}"
        self.spots[name] = self.separation.spot_space(spot)
        self.separation.seen.spot(spot.name)
        return name

    def graphics_state(self, name: str) -> None:
        if name in self.states:
            return
        self.states.add(name)
        thing = self._find("/ExtGState", name)
        mask = thing.get("/SMask") if thing is not None else None
        if not isinstance(mask, pikepdf.Dictionary) or not self.separation.is_new(mask.G):
            return
        spaces = Spaces(self.spaces.inks, mask=str(mask.S) == "/Luminosity")
        if "/BC" in mask:
            backdrop = spaces.read(mask.G.Group.get("/CS", Name.DeviceGray), mask.G.get("/Resources"))
            if backdrop.convert is not None:
                mask.BC = pikepdf.Array(backdrop.convert([float(part) for part in mask.BC]))
        self.separation.stream(mask.G, spaces, State(), first=True)

    def leftovers(self) -> None:
        """Drop what the stream holds but never names: WeasyPrint lists for every page what any page uses."""
        for kind in ("/XObject", "/Pattern", "/Shading", "/ExtGState"):
            held = _held(self.resources, kind)
            self._keep(kind, {name: thing for name, thing in held.items() if name in self.named})
        spaces = _held(self.resources, "/ColorSpace")
        printed = {name: space for name, space in spaces.items() if self._is_printed(space)}
        self._keep("/ColorSpace", printed | self.spots)
        for font in _held(self.resources, "/Font").values():
            if font.get("/Subtype") == Name.Type3 and self.separation.is_new(font):
                for glyph in font.CharProcs.values():
                    self.separation.stream(glyph, self.spaces, State(), first=False)

    def _is_printed(self, space: pikepdf.Object) -> bool:
        is_spot = isinstance(space, pikepdf.Array) and space[0] == Name.Separation
        return is_spot and self.spaces.inks.is_printed(str(space[1]).removeprefix("/"))

    def _keep(self, kind: str, things: dict[str, pikepdf.Object]) -> None:
        if things:
            self.resources[kind] = pikepdf.Dictionary(things)
        elif kind in self.resources:
            del self.resources[kind]

    def _find(self, kind: str, name: str) -> pikepdf.Object | None:
        self.named.add(name)
        group = self.resources.get(kind)
        return group.get(name) if group is not None else None

    def _place(self, name: str, image: pikepdf.Object, state: State) -> None:
        a, b, c, d, _, _ = state.ctm
        wide, high = math.hypot(a, b) / 72, math.hypot(c, d) / 72
        placed = self.separation.placed.setdefault(image.objgen, Placed(name, image))
        placed.inches = (max(wide, placed.inches[0]), max(high, placed.inches[1]))
        if wide and high and not image.get("/ImageMask", False):
            across, up = self.separation.size_of(name, image)
            self.separation.seen.picture(name, min(across / wide, up / high))


def _held(resources: pikepdf.Object, kind: str) -> dict[str, pikepdf.Object]:
    return dict(resources[kind].items()) if kind in resources else {}


def _matrix(array: pikepdf.Object | None) -> Matrix:
    if array is None:
        return IDENTITY
    a, b, c, d, e, f = (float(number) for number in array)
    return a, b, c, d, e, f
