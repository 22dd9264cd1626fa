"""The words of a text by which it is known what it is about, cut to their beginnings. Pure."""

import re
from typing import Final

_STEM = re.compile(r"[^\W_]{3,}")
_LONGEST_STEM: Final = 5
NOT_TELLING: Final = frozenset({
    "about", "after", "again", "all", "already", "also", "and", "any", "are", "because", "been", "before", "being",
    "between", "both", "but", "can", "cannot", "could", "did", "does", "done", "down", "during", "each", "for",
    "from", "had", "has", "have", "having", "here", "how", "into", "its", "just", "later", "like", "made", "make",
    "more", "most", "must", "need", "not", "now", "off", "once", "one", "only", "other", "our", "out", "over", "own",
    "per", "said", "same", "should", "since", "some", "still", "such", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "those", "through", "till", "today", "too", "under", "until", "upon",
    "was", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "would", "yet", "you",
    "your",
})  # fmt: skip


def stems(text: str) -> set[str]:
    """Return the beginnings of the words that tell something."""
    words = (word for word in _STEM.findall(text.casefold()) if word not in NOT_TELLING)
    return {word[:_LONGEST_STEM].rstrip("s") for word in words}
