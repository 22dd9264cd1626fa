"""The models there are: limits, life cycle and what each refuses, as the models endpoint tells it.

Only what a caller can notice is here. Where the documentation says nothing about a model, the stricter value stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sandbox.model.errors import invalid, not_found

Lifecycle = Literal["active", "deprecated", "retired"]
Line = Literal["haiku", "sonnet", "opus", "fable", "mythos"]
EFFORTS = ("low", "medium", "high", "xhigh", "max")
_STAGES = ("active", "deprecated", "retired")
_MOST_ON_A_PAGE = 1000


@dataclass(frozen=True)
class Model:
    """One model. `thinks` are the thinking types that it takes; `by_itself` whether it thinks when none is named."""

    id: str
    name: str
    line: Line
    created_at: str
    max_input_tokens: int = 1_000_000
    max_tokens: int = 128_000
    lifecycle: Lifecycle = "active"
    deprecated_at: str | None = None
    retires_at: str | None = None
    aliases: tuple[str, ...] = ()
    thinks: frozenset[str] = frozenset({"adaptive", "disabled"})
    by_itself: bool = True
    efforts: tuple[str, ...] = EFFORTS
    sampling: bool = False
    prefill: bool = False
    forced_tools: bool = True
    least_cached: int = 1024

    def info(self) -> dict[str, Any]:
        """Return the model as the models endpoint shows it."""
        return {
            "type": "model",
            "id": self.id,
            "display_name": self.name,
            "created_at": self.created_at,
            "lifecycle": self.lifecycle,
            "deprecated_at": self.deprecated_at,
            "retires_at": self.retires_at,
            "line": self.line,
            "max_input_tokens": self.max_input_tokens,
            "max_tokens": self.max_tokens,
            "capabilities": self._capabilities(),
        }

    def _capabilities(self) -> dict[str, Any]:
        yes, thinking = {"supported": True}, self.thinks - {"disabled"}
        efforts = {effort: {"supported": effort in self.efforts} for effort in EFFORTS}
        kinds = ("adaptive", "between_tools", "disabled", "enabled")
        return {
            "batch": yes,
            "citations": yes,
            "code_execution": yes,
            "context_management": {"supported": True, "clear_tool_uses_20250919": yes},
            "effort": {"supported": bool(self.efforts), **efforts},
            "image_input": yes,
            "pdf_input": yes,
            "server_tools": {"supported": True, "code_execution": yes, "web_search": yes},
            "structured_outputs": yes,
            "thinking": {
                "supported": bool(thinking),
                "types": {kind: {"supported": kind in self.thinks} for kind in kinds},
            },
        }


_ALWAYS = frozenset({"adaptive"})

_HAIKU_4_5 = Model(
    "claude-haiku-4-5-20251001",
    "Claude Haiku 4.5",
    "haiku",
    "2025-10-15T00:00:00Z",
    max_input_tokens=200_000,
    max_tokens=64_000,
    aliases=("claude-haiku-4-5",),
    thinks=frozenset({"enabled", "disabled"}),
    by_itself=False,
    efforts=(),
    sampling=True,
    prefill=True,
    least_cached=4096,
)

MODELS: tuple[Model, ...] = (
    Model("claude-haiku-5-5", "Claude Haiku 5.5", "haiku", "2026-10-07T00:00:00Z", least_cached=512),
    Model(
        "claude-sonnet-5-5",
        "Claude Sonnet 5.5",
        "sonnet",
        "2026-09-24T00:00:00Z",
        thinks=_ALWAYS,
        forced_tools=False,
    ),
    Model(
        "claude-opus-5-5",
        "Claude Opus 5.5",
        "opus",
        "2026-09-02T00:00:00Z",
        thinks=_ALWAYS,
        forced_tools=False,
        least_cached=512,
    ),
    Model("claude-sonnet-5", "Claude Sonnet 5", "sonnet", "2026-06-30T00:00:00Z"),
    Model(
        "claude-mythos-preview",
        "Claude Mythos Preview",
        "mythos",
        "2026-04-07T00:00:00Z",
        lifecycle="retired",
        deprecated_at="2026-05-28T00:00:00Z",
        retires_at="2026-06-30T00:00:00Z",
    ),
    _HAIKU_4_5,
    replace(
        _HAIKU_4_5,
        id="claude-sonnet-4-5-20250929",
        name="Claude Sonnet 4.5",
        line="sonnet",
        created_at="2025-09-29T00:00:00Z",
        aliases=("claude-sonnet-4-5",),
        lifecycle="deprecated",
        deprecated_at="2026-09-24T00:00:00Z",
        retires_at="2026-11-30T00:00:00Z",
        least_cached=1024,
    ),
)


@dataclass
class Catalogue:
    """The models of one server; a test may put in its own and retire any of them."""

    models: list[Model] = field(default_factory=lambda: list(MODELS))

    def named(self, name: str) -> Model:
        """Return a model by id or alias, retired or not; 404 when there is none."""
        found = next((model for model in self.models if name in {model.id, *model.aliases}), None)
        if found is None:
            raise not_found(f"model: {name}")
        return found

    def usable(self, name: str) -> Model:
        """Return a model that still answers; 404 when there is none or it is retired."""
        model = self.named(name)
        if model.lifecycle == "retired":
            raise not_found(f"model: {name}")
        return model

    def retire(self, name: str, at: str = "2026-11-01T00:00:00Z") -> None:
        """Take a model out of use, so that requests naming it fail from now on."""
        gone = self.named(name)
        changed = replace(gone, lifecycle="retired", deprecated_at=gone.deprecated_at or at, retires_at=at)
        self.models[self.models.index(gone)] = changed

    def put(self, model: Model) -> None:
        """Add a model, or put it in the place of the one with its id: small limits make short tests."""
        self.models = [model, *(other for other in self.models if other.id != model.id)]

    def page(self, asked: Mapping[str, str], stages: Sequence[str]) -> dict[str, Any]:
        """Return one page of the list, newest first, as `limit`, `after_id`, `before_id` and `lifecycle` ask."""
        if not set(stages) <= set(_STAGES):
            raise invalid("lifecycle: Input should be 'active', 'deprecated' or 'retired'")
        wanted = stages or _STAGES[:2]
        models = sorted((m for m in self.models if m.lifecycle in wanted), key=lambda m: m.created_at, reverse=True)
        limit = _limit(asked.get("limit", "20"))
        ids = [model.id for model in models]
        if after := asked.get("after_id"):
            start = _place(ids, after) + 1
        elif before := asked.get("before_id"):
            start = max(0, _place(ids, before) - limit)
            limit = _place(ids, before) - start
        else:
            start = 0
        return _page(models[start : start + limit], has_more=start + limit < len(models))


def _page(models: Iterable[Model], *, has_more: bool) -> dict[str, Any]:
    data = [model.info() for model in models]
    ends = (data[0]["id"], data[-1]["id"]) if data else (None, None)
    return {"data": data, "has_more": has_more, "first_id": ends[0], "last_id": ends[1]}


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_ON_A_PAGE:
        raise invalid("limit: Input should be between 1 and 1000")
    return int(text)


def _place(ids: Sequence[str], cursor: str) -> int:
    if cursor not in ids:
        raise invalid(f"{cursor} is not a valid cursor")
    return ids.index(cursor)
