"""What is said beside the fields that hold a text."""

from bot.domain.sentences import Forms

TEXT_FIELDS: dict[str, str | Forms] = {
    "field.part": "Part {part} of {parts}",
    "field.markdown": "This section has {what}, so it opens as Markdown.",
    "field.markdown.table": "a table",
    "field.markdown.html": "HTML",
    "field.markdown.heading": "a heading",
    "field.markdown.image": "an image",
    "field.markdown.large": "more formatting than a field can hold",
    "field.markdown.other": "formatting that a field cannot show",
}
