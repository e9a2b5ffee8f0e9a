"""Packages whose rooms are imported when something in them is first asked for: engines take their time."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module


def from_rooms(package: str, rooms: Mapping[str, str]) -> Callable[[str], object]:
    """Make the `__getattr__` of a package (PEP 562) from the room, a module of it, of each of its names."""

    def get(name: str) -> object:
        if name in rooms:
            return getattr(import_module(f"{package}.{rooms[name]}"), name)
        raise AttributeError(f"module '{package}' has no attribute '{name}'")

    return get


@contextmanager
def no_garbage() -> Iterator[None]:
    """Make much that is to stay, or that is waited for, without looking for garbage meanwhile."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def staying() -> Iterator[None]:
    """Import much that is to stay: no garbage is looked for meanwhile, nor ever again in what was there."""
    with no_garbage():
        yield
        gc.freeze()
