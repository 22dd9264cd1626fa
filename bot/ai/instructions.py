"""The prompts, which are files: each begins with a line that names its version, and holds nothing from people."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final, Literal

Prompt = Literal["facts", "writing", "again", "rewrite", "review"]
PROMPTS: Final[tuple[Prompt, ...]] = ("facts", "writing", "again", "rewrite", "review")
_FIRST: Final = "version: "


@cache
def text(prompt: Prompt) -> str:
    """Return a prompt without its version."""
    return _file(prompt).partition("\n")[2].strip()


@cache
def version() -> str:
    """Return the versions of all prompts and a print of their words, so that a changed word shows as well."""
    versions = ".".join(_file(one).partition("\n")[0].removeprefix(_FIRST).strip() for one in PROMPTS)
    return f"{versions}-{hashlib.sha256(chr(0).join(map(text, PROMPTS)).encode()).hexdigest()[:8]}"


@cache
def _file(prompt: Prompt) -> str:
    return files("bot.ai").joinpath("prompts", f"{prompt}.md").read_text(encoding="utf-8")
