"""A pretend model behind the real Messages API, as strict as the real one: `async with ModelServer() as model`."""

from sandbox.model.authors import Answer, Asked, Author
from sandbox.model.catalogue import Model
from sandbox.model.record import Exchange, Record
from sandbox.model.server import ModelServer

__all__ = ["Answer", "Asked", "Author", "Exchange", "Model", "ModelServer", "Record"]
