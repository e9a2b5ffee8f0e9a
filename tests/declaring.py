"""What `pdf/private/declared.py` holds, made anew: `make declared` writes it, and a test compares."""

import ast
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cffi
import weasyprint

from issuepress.pdf import private

_ENGINE: Final = Path(weasyprint.__file__).parent / "text" / "ffi.py"
_PRIVATE: Final = Path(private.__file__).parent
DECLARED: Final = _PRIVATE / "declared.py"
_HEAD: Final = '''"""The engine's declarations in C as cffi has parsed them; `make declared` writes this."""

from typing import Any, Final

OF: Final = "{digest}"
"""The digest of the engine's module that declares it; of any other it is not true."""
TABLES: Final[dict[str, Any]] = dict(
'''


def declared() -> str:
    """Parse what the engine and our own modules declare, and give the module that spares it."""
    library = cffi.FFI()
    for path in (_ENGINE, *sorted(_PRIVATE.glob("*.py"))):
        for source in _declarations(path):
            library.cdef(source)
    library.set_source("declared", None)
    with tempfile.TemporaryDirectory() as folder:
        library.emit_python_code(str(written := Path(folder) / "declared.py"))
        _, _, tables = written.read_text(encoding="utf-8").partition("FFI('declared',\n")
    return _HEAD.format(digest=hashlib.sha256(_ENGINE.read_bytes()).hexdigest()) + tables


def _declarations(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.Call(func=ast.Attribute(attr="cdef"), args=[ast.Constant(value=str(source))]):
                yield source


if __name__ == "__main__":
    DECLARED.write_text(declared(), encoding="utf-8")
