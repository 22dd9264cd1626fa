"""The pretend model of `--ai`: a server beside the pretend Slack, whose answers are those of the demo's authors."""

from bot.commands.demo.authors import HONEST, Answers
from sandbox.model import Asked, Author, ModelServer
from sandbox.model.authors import Written


def pretend_model() -> ModelServer:
    """Return a model server whose answers are those of the demo's authors."""
    model = ModelServer()
    for title, answers in HONEST.items():
        model.authors.register(title, _author(answers))
    return model


def _author(answers: Answers) -> Author:
    async def write(asked: Asked) -> Written:
        return answers(asked.prompt)

    return write
