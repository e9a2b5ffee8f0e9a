"""Content streams (PDF 2.0, 7.8.2), rewritten operator by operator: ink for light, overprint for black."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, ClassVar, Final, Protocol, TypeAlias

import pikepdf
from pikepdf import Name

from issuepress.builds import Build, Spot
from issuepress.errors import OutputError
from issuepress.pdf.press.inks import BLACK
from issuepress.pdf.press.instructions import LINE, PATH, PICTURE, instructions
from issuepress.pdf.press.paths import Path
from issuepress.pdf.press.sightings import Sightings
from issuepress.pdf.press.spaces import Space, Spaces
from issuepress.pdf.press.state import IDENTITY, State, overlap, product

OVERPRINT, KNOCKOUT = Name("/InkOver"), Name("/InkKnockout")
"""The graphics states that switch overprint on and off; every resources dictionary gets both."""
SMALL_TYPE: Final = 12.0
"""Black type below this many points overprints (GWG 2022: so a plate out of register shows no gap)."""
THIN_LINE: Final = 2.0
"""Black lines below this many points overprint."""
Operands: TypeAlias = Sequence[Any]
"""What precedes an operator: numbers and names."""
_INVISIBLE: Final = frozenset((3, 7))


class Resources(Protocol):
    """What a stream names, handed over to be converted when the stream uses it."""

    def xobject(self, name: str, state: State) -> None:
        """Meet a picture or a form where it is painted."""

    def pattern(self, name: str) -> None:
        """Meet a pattern chosen as a colour."""

    def shading(self, name: str) -> None:
        """Meet a shading where it is painted."""

    def spot(self, spot: Spot) -> str:
        """Meet a spot colour, and give the name of its space."""

    def graphics_state(self, name: str) -> None:
        """Meet a graphics state, with its soft mask, where it is set."""


class Content:
    """One stream on its way: what is in force, what was written."""

    def __init__(
        self, written: pikepdf.Object, spaces: Spaces, met: Resources, state: State, seen: Sightings
    ) -> None:
        """Take the resources as written in the file and as they are to be `met`."""
        self._written, self._spaces, self._met, self._seen = written, spaces, met, seen
        self._state, self._stack = state, list[State]()
        self._fill_space = self._stroke_space = spaces.read(Name.DeviceGray)
        self._out: list[bytes] = []
        self._path = Path()

    def rewritten(self, stream: pikepdf.Object | pikepdf.Page, *, first: bool) -> bytes:
        """Give the stream's new bytes; `first` sets black ink where a reader would assume DeviceGray."""
        if first:
            self._set_colour(BLACK, stroke=False)
            self._set_colour(BLACK, stroke=True)
        for operator, operands, written in instructions(stream):
            handle = _HANDLERS.get(operator)
            if handle is None or handle(self, operands, operator):
                self._out.append(written)
        return b"\n".join(self._out)

    # Each handler tells whether the operator is kept as it stands.

    def _save(self, _operands: Operands, _operator: str) -> bool:
        self._stack.append(self._state.copy())
        return True

    def _restore(self, _operands: Operands, _operator: str) -> bool:
        if self._stack:
            self._state = self._stack.pop()
        return True

    def _transform(self, operands: Operands, _operator: str) -> bool:
        self._state.ctm = product(_matrix(operands), self._state.ctm)
        return True

    def _line_width(self, operands: Operands, _operator: str) -> bool:
        self._state.line_width = operands[0]
        return True

    def _graphics_state(self, operands: Operands, _operator: str) -> bool:
        self._met.graphics_state(operands[0])
        return True

    def _plain_colour(self, operands: Operands, operator: str) -> bool:
        family = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}[operator.lower()]
        stroke = operator.isupper()
        space = self._spaces.read(family)
        self._choose(space, stroke=stroke)
        if spot := self._spaces.spot(space, operands):
            self._set_spot(spot, stroke=stroke)
        else:
            self._convert(space, operands, stroke=stroke)
        return False

    def _space(self, operands: Operands, operator: str) -> bool:
        stroke = operator == "CS"
        space = self._spaces.read(operands[0], self._written)
        self._choose(space, stroke=stroke)
        if space.convert is None:
            self._remember(None, stroke=stroke)
            named = space.family if space.family == "/Pattern" else operands[0]
            self._out.append(f"{named} {operator}".encode())
        else:
            self._convert(space, space.initial, stroke=stroke)
        return False

    def _colour(self, operands: Operands, operator: str) -> bool:
        stroke = operator.isupper()
        space = self._stroke_space if stroke else self._fill_space
        if space.convert is not None:
            self._convert(space, operands, stroke=stroke)
            return False
        if space.family == "/Pattern":
            self._met.pattern(operands[-1])
        return True

    def _choose(self, space: Space, *, stroke: bool) -> None:
        if stroke:
            self._stroke_space = space
        else:
            self._fill_space = space

    def _convert(self, space: Space, parts: Sequence[Any], *, stroke: bool) -> None:
        assert space.convert is not None  # noqa: S101 - the callers have looked
        self._set_colour(space.convert(parts), stroke=stroke)

    def _set_colour(self, build: Build, *, stroke: bool) -> None:
        self._remember(build, stroke=stroke)
        self._out.append(_colour(build, "K" if stroke else "k"))

    def _set_spot(self, spot: Spot, *, stroke: bool) -> None:
        self._remember(None, stroke=stroke)
        space, tint = ("CS", "SCN") if stroke else ("cs", "scn")
        self._out.append(f"{self._met.spot(spot)} {space}\n{spot.tint:g} {tint}".encode())

    def _remember(self, build: Build | None, *, stroke: bool) -> None:
        if stroke:
            self._state.stroke = build
        else:
            self._state.fill = build

    # Paths

    def _points(self, operands: Operands, _operator: str) -> bool:
        self._path.add(operands, self._state)
        return True

    def _box(self, operands: Operands, _operator: str) -> bool:
        self._path.add_box(operands, self._state)
        return True

    def _clip(self, _operands: Operands, _operator: str) -> bool:
        self._path.clips = True
        return True

    def _fill(self, _operands: Operands, operator: str) -> bool:
        weight = self._path.weight(self._state.clip, even_odd=operator == "f*")
        thin = weight < THIN_LINE
        if thin:
            self._seen.line(self._state.fill, weight)
        self._overprint(wanted=thin and self._state.fill == BLACK)
        return self._end_path()

    def _stroke(self, _operands: Operands, _operator: str) -> bool:
        weight = self._state.stroke_weight
        self._seen.line(self._state.stroke, weight)
        self._overprint(wanted=weight < THIN_LINE and self._state.stroke == BLACK)
        return self._end_path()

    def _fill_and_stroke(self, _operands: Operands, _operator: str) -> bool:
        self._seen.line(self._state.stroke, self._state.stroke_weight)
        self._overprint(wanted=False)
        return self._end_path()

    def _end_path(self, _operands: Operands = (), _operator: str = "n") -> bool:
        if self._path.clips:
            self._state.clip = overlap(self._state.clip, self._path.bounds)
        self._path = Path()
        return True

    # Text

    def _begin_text(self, _operands: Operands, _operator: str) -> bool:
        self._state.text = IDENTITY
        return True

    def _font(self, operands: Operands, _operator: str) -> bool:
        self._state.font_size = operands[1]
        return True

    def _text_matrix(self, operands: Operands, _operator: str) -> bool:
        self._state.text = _matrix(operands)
        return True

    def _text_mode(self, operands: Operands, _operator: str) -> bool:
        self._state.invisible = int(operands[0]) in _INVISIBLE
        return True

    def _line(self, operands: Operands, _operator: str) -> bool:
        matrix, self._state.font_size, set_up, text = operands
        self._state.text = _matrix(matrix)
        self._out.append(set_up)
        self._show(operands, "TJ")
        self._out.append(text)
        return False

    def _show(self, _operands: Operands, _operator: str) -> bool:
        if not self._state.invisible:
            size = self._state.type_size
            self._seen.text(self._state.fill, size)
            self._overprint(wanted=self._state.fill == BLACK and size < SMALL_TYPE)
        return True

    # What is painted from elsewhere

    def _paint_xobject(self, operands: Operands, _operator: str) -> bool:
        self._overprint(wanted=False)
        self._met.xobject(operands[0], self._state.copy())
        return True

    def _paint_shading(self, operands: Operands, _operator: str) -> bool:
        self._overprint(wanted=False)
        self._met.shading(operands[0])
        return True

    def _inline_picture(self, operands: Operands, _operator: str) -> bool:
        if not operands[0].image_mask:
            raise OutputError("the print PDF can't hold an inline picture with colours of its own")
        return True

    def _overprint(self, *, wanted: bool) -> None:
        wanted = wanted and not self._spaces.mask
        if wanted != self._state.overprint:
            self._state.overprint = wanted
            self._out.append(f"{OVERPRINT if wanted else KNOCKOUT} gs".encode())

    handlers: ClassVar[dict[str, "_Handler"]] = {
        "q": _save,
        "Q": _restore,
        "cm": _transform,
        "w": _line_width,
        "gs": _graphics_state,
        "g G rg RG k K": _plain_colour,
        "cs CS": _space,
        "sc SC scn SCN": _colour,
        PATH: _points,
        "re": _box,
        "W W*": _clip,
        "f F f*": _fill,
        "S s": _stroke,
        "B B* b b*": _fill_and_stroke,
        "n": _end_path,
        "BT": _begin_text,
        "Tf": _font,
        "Tm": _text_matrix,
        "Tr": _text_mode,
        "Tj TJ ' \"": _show,
        LINE: _line,
        "Do": _paint_xobject,
        "sh": _paint_shading,
        PICTURE: _inline_picture,
    }


def _matrix(operands: Operands) -> tuple[float, float, float, float, float, float]:
    a, b, c, d, e, f = operands
    return a, b, c, d, e, f


@cache
def _colour(build: Build, operator: str) -> bytes:
    inks = (f"{ink:.6f}".rstrip("0").rstrip(".") for ink in build)
    return f"{' '.join(inks)} {operator}".encode()


_Handler: TypeAlias = Callable[[Content, Operands, str], bool]
_HANDLERS = {
    operator: handler for operators, handler in Content.handlers.items() for operator in operators.split()
}
