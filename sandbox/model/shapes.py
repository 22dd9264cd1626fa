"""The request bodies of the Messages API, field by field: what is missing, misspelt or of the wrong type is a 400.

Images, PDF, files, server tools, containers and messages of the role system exist in the real API and are refused here:
who begins to send them begins with a change of this file.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sandbox.model.errors import ApiError, invalid


class Shape(BaseModel):
    """An object of the API: no fields but its own, and no number where text belongs."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _as_blocks(value: object) -> object:
    """Read a plain string as the one text block that it is short for."""
    return [{"type": "text", "text": value}] if isinstance(value, str) else value


class CacheControl(Shape):
    """A place up to which the prompt may be kept."""

    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"] = "5m"


class Citations(Shape):
    """Whether a document may be cited."""

    enabled: bool = False


class Text(Shape):
    """A block of text."""

    type: Literal["text"]
    text: str = Field(min_length=1)
    cache_control: CacheControl | None = None
    citations: list[dict[str, Any]] | None = None


Texts = Annotated[list[Text], BeforeValidator(_as_blocks)]


class PlainSource(Shape):
    """A document of plain text."""

    type: Literal["text"]
    media_type: Literal["text/plain"]
    data: str


class BlockSource(Shape):
    """A document of blocks, each of which can be cited."""

    type: Literal["content"]
    content: Texts


class Document(Shape):
    """A document in the prompt."""

    type: Literal["document"]
    source: Annotated[PlainSource | BlockSource, Field(discriminator="type")]
    title: str | None = None
    context: str | None = None
    citations: Citations | None = None
    cache_control: CacheControl | None = None


class SearchResult(Shape):
    """Something found, with its source."""

    type: Literal["search_result"]
    source: str
    title: str
    content: list[Text] = Field(min_length=1)
    citations: Citations = Citations()
    cache_control: CacheControl | None = None


class Thought(Shape):
    """Thinking of an earlier turn, sent back."""

    type: Literal["thinking"]
    thinking: str
    signature: str


class ToolUse(Shape):
    """A tool that the model called in an earlier turn."""

    type: Literal["tool_use"]
    id: str
    name: str
    input: dict[str, Any]
    cache_control: CacheControl | None = None


class ToolResult(Shape):
    """What a called tool gave."""

    type: Literal["tool_result"]
    tool_use_id: str
    content: Texts = Field(default_factory=list)
    is_error: bool = False
    cache_control: CacheControl | None = None


Block = Annotated[
    Text | Document | SearchResult | Thought | ToolUse | ToolResult,
    Field(discriminator="type"),
]


class Turn(Shape):
    """One message of the conversation."""

    role: Literal["user", "assistant"]
    content: Annotated[list[Block], BeforeValidator(_as_blocks)] = Field(min_length=1)


class Adaptive(Shape):
    """Thinking as the model sees fit."""

    type: Literal["adaptive"]
    display: Literal["summarized", "omitted"] | None = None


class Budgeted(Shape):
    """Thinking within a fixed number of tokens."""

    type: Literal["enabled"]
    budget_tokens: int = Field(ge=1024)
    display: Literal["summarized", "omitted"] | None = None


class NotThinking(Shape):
    """No thinking, or none but between tools."""

    type: Literal["disabled", "between_tools"]


class Format(Shape):
    """The JSON schema that the answer has to fit."""

    type: Literal["json_schema"]
    schema_: dict[str, Any] = Field(alias="schema")


class Output(Shape):
    """How the answer shall be."""

    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = None
    format: Format | None = None


class Tool(Shape):
    """A tool of the caller's own."""

    name: str = Field(pattern=r"^[a-zA-Z0-9_-]{1,128}$")
    input_schema: dict[str, Any]
    description: str = ""
    strict: bool = False
    type: Literal["custom"] | None = None
    cache_control: CacheControl | None = None


class ToolChoice(Shape):
    """How freely the model may choose among the tools."""

    type: Literal["auto", "any", "tool", "none"]
    name: str | None = None
    disable_parallel_tool_use: bool = False


class Metadata(Shape):
    """What the caller says of itself."""

    user_id: str | None = None


class Prompt(Shape):
    """What is read: all that counting the tokens takes."""

    model: str = Field(min_length=1)
    messages: list[Turn] = Field(min_length=1, max_length=100_000)
    system: Texts = Field(default_factory=list)
    tools: list[Tool] = Field(default_factory=list)
    tool_choice: ToolChoice | None = None
    thinking: Annotated[Adaptive | Budgeted | NotThinking, Field(discriminator="type")] | None = None
    output_config: Output = Output()
    cache_control: CacheControl | None = None

    @property
    def schema_of_format(self) -> dict[str, Any] | None:
        """Return the schema that the answer has to fit, if there is one."""
        return self.output_config.format.schema_ if self.output_config.format else None


class Creation(Prompt):
    """A whole request for an answer."""

    max_tokens: int = Field(ge=0)
    stream: bool = False
    stop_sequences: list[str] = Field(default_factory=list)
    temperature: float | None = Field(default=None, ge=0, le=1)
    top_p: float | None = Field(default=None, ge=0, le=1)
    top_k: int | None = Field(default=None, ge=0)
    metadata: Metadata = Metadata()
    service_tier: Literal["auto", "standard_only"] = "auto"
    speed: Literal["standard", "fast"] | None = None
    inference_geo: str | None = None


def counted(body: object) -> Prompt:
    """Read a request to count tokens, or refuse it."""
    try:
        return Prompt.model_validate(body)
    except ValidationError as wrong:
        raise _refusal(wrong) from None


def created(body: object) -> Creation:
    """Read a request for an answer, or refuse it."""
    try:
        return Creation.model_validate(body)
    except ValidationError as wrong:
        raise _refusal(wrong) from None


def _refusal(wrong: ValidationError) -> ApiError:
    first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return invalid(f"{place}: {first['msg']}" if place else str(first["msg"]))
