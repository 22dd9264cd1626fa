"""The tree as the house tests read it: files that belong to the project, and their parsed source, once a run.

Everything is found from this file's own place, so the tests hold for a copy as well.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "blocks", "storage", "sandbox")
_NOT_OURS = {".git", ".venv", "__pycache__", "demo-out", ".hypothesis"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, its dotted name, its text and its tree."""

    path: str
    module: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    def functions(self) -> Iterator[Function]:
        """Yield every function and method, inner ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def imports(self) -> set[str]:
        """Return the dotted names that it imports; `from a import b` gives both `a` and `a.b`."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return found

    def strings(self) -> set[str]:
        """Return every string literal that is not a docstring."""
        docstrings = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        return {
            node.value
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        }


@cache
def files() -> tuple[str, ...]:
    """Return every file of the project by its path from the root: what git tracks or would, else what lies there."""
    asked = subprocess.run(  # the test looks at this very checkout
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = asked.stdout.split("\0") if asked.returncode == 0 else _walked()
    return tuple(sorted({name for name in names if name and (ROOT / name).is_file()}))


def _walked() -> list[str]:
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [path.as_posix() for path in found if not _NOT_OURS.intersection(path.parts)]


@cache
def source(path: str) -> Source:
    """Return one Python file, parsed."""
    text = (ROOT / path).read_text(encoding="utf-8")
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Source(path, module, text, ast.parse(text))


def python(*under: str) -> list[Source]:
    """Return the Python files under these folders (or single files), all of the project's without any."""
    wanted = [
        path
        for path in files()
        if path.endswith(".py") and (not under or any(path == one or path.startswith(f"{one}/") for one in under))
    ]
    return [source(path) for path in wanted]


def rooms() -> list[Source]:
    """Return the Python files of the program: the four rooms without tests and migrations."""
    return [one for one in python(*ROOMS) if "/migrations/" not in one.path]


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` of a name or attribute; a call or subscript in between counts as its function."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return node.id if isinstance(node, ast.Name) else "?"


def statements(function: Function) -> int:
    """Count the statements of a function, inner ones too, without its docstring."""
    own = [node for child in function.body for node in ast.walk(child) if isinstance(node, ast.stmt)]
    return len(own) - (ast.get_docstring(function) is not None)


def read(path: str) -> str:
    """Return a file's text."""
    return (ROOT / path).read_text(encoding="utf-8")


def words_of(name: str) -> list[str]:
    """Return the words of a snake_case or dotted name."""
    return re.split(r"[_./]", name)
