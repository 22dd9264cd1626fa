"""What a well-formed request can still be refused for: limits of its model, things that do not go together."""

from collections.abc import Iterator, Sequence

from sandbox.model.catalogue import Model
from sandbox.model.errors import invalid
from sandbox.model.pieces import Piece, total
from sandbox.model.schemas import check_schema
from sandbox.model.shapes import Block, Budgeted, Creation, Document, Prompt, SearchResult, Text

_MOST_BREAKPOINTS = 4
_MOST_STRICT_TOOLS = 20
_STRICTER_SINCE = "2026-10-21"
_WITHOUT_THINKING = frozenset({"low", "medium", "high"})


def check_prompt(prompt: Prompt, model: Model, pieces: Sequence[Piece], version: str) -> None:
    """Refuse what counting and creating both refuse."""
    _check_turns(prompt, model)
    _check_thinking(prompt, model)
    _check_tools(prompt, model)
    _check_breakpoints(pieces)
    _check_citations(prompt, version)
    if (schema := prompt.schema_of_format) is not None:
        check_schema(schema, "output_config.format.schema")


def check_creation(creation: Creation, model: Model, pieces: Sequence[Piece]) -> None:
    """Refuse what only a request for an answer can get wrong."""
    if creation.max_tokens > model.max_tokens:
        raise invalid(
            f"max_tokens: {creation.max_tokens} > {model.max_tokens}, "
            f"which is the maximum allowed number of output tokens for {model.id}"
        )
    if isinstance(creation.thinking, Budgeted) and creation.thinking.budget_tokens >= creation.max_tokens:
        raise invalid("`max_tokens` must be greater than `thinking.budget_tokens`")
    _check_sampling(creation, model)
    if creation.speed is not None:
        raise invalid(f"speed: {model.id} does not support the speed parameter")
    if any(not stop.strip() for stop in creation.stop_sequences):
        raise invalid("stop_sequences: each stop sequence must contain non-whitespace")
    if (tokens := total(pieces)) > model.max_input_tokens:
        raise invalid(f"prompt is too long: {tokens} tokens > {model.max_input_tokens} maximum")


def _check_turns(prompt: Prompt, model: Model) -> None:
    if prompt.messages[0].role != "user":
        raise invalid("messages: first message must use the user role")
    last = prompt.messages[-1]
    if last.role != "assistant":
        return
    if not model.prefill:
        raise invalid(
            "This model does not support assistant message prefill. The conversation must end with a user message."
        )
    end = last.content[-1]
    if isinstance(end, Text) and end.text != end.text.rstrip():
        raise invalid("messages: final assistant content cannot end with trailing whitespace")


def _check_thinking(prompt: Prompt, model: Model) -> None:
    effort = prompt.output_config.effort
    if effort is not None and effort not in model.efforts:
        raise invalid("This model does not support the effort parameter.")
    if prompt.thinking is None:
        return
    kind = prompt.thinking.type
    if kind not in model.thinks:
        raise invalid(f"thinking.type: '{kind}' is not supported by {model.id}")
    if kind == "disabled" and effort is not None and effort not in _WITHOUT_THINKING:
        raise invalid(f"output_config.effort: '{effort}' requires thinking")


def _check_sampling(creation: Creation, model: Model) -> None:
    for name in ("temperature", "top_p", "top_k"):
        if getattr(creation, name) is not None and not model.sampling:
            raise invalid(f"{name}: {model.id} does not support sampling parameters")
    if creation.temperature is not None and creation.top_p is not None:
        raise invalid("`temperature` and `top_p` cannot both be specified for this model. Please use only one.")


def _check_tools(prompt: Prompt, model: Model) -> None:
    names = [tool.name for tool in prompt.tools]
    if len(names) != len(set(names)):
        raise invalid("tools: Tool names must be unique.")
    for place, tool in enumerate(prompt.tools):
        if tool.input_schema.get("type") != "object":
            raise invalid(f"tools.{place}.custom.input_schema.type: Input should be 'object'")
        if tool.strict:
            check_schema(tool.input_schema, f"tools.{place}.custom")
    if sum(tool.strict for tool in prompt.tools) > _MOST_STRICT_TOOLS:
        raise invalid("tools: Too many strict tools, limit: 20")
    choice = prompt.tool_choice
    if choice is None:
        return
    if not names:
        raise invalid("tool_choice: tool_choice may only be specified while providing tools")
    if (choice.type == "tool") != (choice.name is not None) or (choice.name and choice.name not in names):
        raise invalid(f"tool_choice: Tool '{choice.name or ''}' not found in provided tools")
    if choice.type in {"any", "tool"} and not model.forced_tools:
        raise invalid(f"tool_choice: {model.id} does not support forced tool use")


def _check_breakpoints(pieces: Sequence[Piece]) -> None:
    lives = [piece.cache.ttl for piece in pieces if piece.cache]
    if len(lives) > _MOST_BREAKPOINTS:
        raise invalid(f"A maximum of 4 blocks with cache_control may be provided. Found {len(lives)}.")
    if "1h" in lives and "5m" in lives[: len(lives) - lives[::-1].index("1h")]:
        raise invalid("cache_control.ttl: a ttl='1h' block must not come after a ttl='5m' block")


def _check_citations(prompt: Prompt, version: str) -> None:
    documents = [block for _, block in _blocks(prompt) if isinstance(block, Document)]
    found = [block for _, block in _blocks(prompt) if isinstance(block, SearchResult)]
    on = [bool(block.citations and block.citations.enabled) for block in documents]
    for asked in (on, [block.citations.enabled for block in found]):
        if len(set(asked)) > 1:
            raise invalid("Citations must be enabled on all or none of the documents and search results")
    citing = any(on) or any(block.citations.enabled for block in found)
    if citing and prompt.schema_of_format is not None:
        raise invalid("Citations cannot be used together with output_config.format")
    if version < _STRICTER_SINCE:
        return
    for role, block in _blocks(prompt):
        if role == "user" and isinstance(block, Text) and block.citations:
            raise invalid("citations: not permitted on text blocks of a user turn")
        if role == "assistant" and isinstance(block, Document):
            raise invalid("document: not permitted in an assistant turn")


def _blocks(prompt: Prompt) -> Iterator[tuple[str, Block]]:
    return ((turn.role, block) for turn in prompt.messages for block in turn.content)
