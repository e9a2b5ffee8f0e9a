"""Files written aside first, then moved into place: all of them or none."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread

from issuepress.errors import OutputError
from issuepress.summary import Output


@contextmanager
def aside(targets: dict[Output, Path]) -> Iterator[dict[Output, Path]]:
    """Give paths to write to, on the same disk; what stands there at the end replaces the targets."""
    made: list[Path] = []
    try:
        for target in targets.values():
            made += [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
            target.parent.mkdir(parents=True, exist_ok=True)
        parent = next(iter(targets.values())).parent
        scratched = tempfile.TemporaryDirectory(prefix=".issuepress-", dir=parent)
        with _held(targets.values()), scratched as scratch:
            away = {output: Path(scratch) / target.name for output, target in targets.items()}
            yield away
            _replace({away[output]: target for output, target in targets.items()}, Path(scratch) / "former")
    except OSError as error:
        raise OutputError(f"the outputs can't be written: {error}") from error
    finally:
        for folder in made:  # the innermost first; one that holds something stays
            with suppress(OSError):
                folder.rmdir()


@contextmanager
def _held(paths: Iterable[Path]) -> Iterator[None]:
    """Let go of what is replaced when nobody waits: the disk takes a tenth of a second to forget 100 MB."""
    with ExitStack() as held:
        for path in paths:
            with suppress(OSError):
                held.enter_context(path.open("rb"))
        yield
        Thread(target=held.pop_all().close, daemon=True).start()


def _replace(moves: dict[Path, Path], former: Path) -> None:
    """Move each file to its target; when one can't be moved, put back what the others replaced."""
    former.mkdir()
    kept = {target: former / str(at) for at, target in enumerate(moves.values())}
    for target, copy in kept.items():
        if target.exists():
            try:
                copy.hardlink_to(target)
            except OSError:  # another disk, or one that knows no links
                shutil.copy2(target, copy)
    moved = []
    try:
        for source, target in moves.items():
            source.replace(target)
            moved.append(target)
    except OSError:
        for target in moved:
            kept[target].replace(target) if kept[target].exists() else target.unlink()
        raise
