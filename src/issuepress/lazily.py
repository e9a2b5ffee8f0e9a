"""Packages whose rooms are imported when something in them is first asked for: engines take their time."""

from collections.abc import Callable, Mapping
from importlib import import_module


def from_rooms(package: str, rooms: Mapping[str, str]) -> Callable[[str], object]:
    """Make the `__getattr__` of a package (PEP 562) from the room, a module of it, of each of its names."""

    def get(name: str) -> object:
        if name in rooms:
            return getattr(import_module(f"{package}.{rooms[name]}"), name)
        raise AttributeError(f"module '{package}' has no attribute '{name}'")

    return get
