"""Which Web API methods the bot calls, read from its code: attributes of a client, and `api_call` by name."""

import ast
import inspect
import re
from functools import cache

from slack_sdk.web.async_client import AsyncWebClient

from tests.house.tree import dotted, python

_API_CALL = re.compile(r'api_call\(\s*"([\w.]+)"')


@cache
def called_methods() -> frozenset[str]:
    """Return the methods by Slack's names, such as chat.postMessage."""
    found: set[str] = set()
    for source in python("bot"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and dotted(node.value).lower().endswith("client"):
                found |= _method_of(node.attr)
            if isinstance(node, ast.Call) and dotted(node.func).endswith(".api_call") and node.args:
                name = node.args[0]
                found |= {str(name.value)} if isinstance(name, ast.Constant) else set()
    return frozenset(found)


def _method_of(attribute: str) -> set[str]:
    function = getattr(AsyncWebClient, attribute, None)
    if function is None or "_" not in attribute or attribute == "api_call" or not inspect.iscoroutinefunction(function):
        return set()
    return set(_API_CALL.findall(inspect.getsource(function))[:1])
