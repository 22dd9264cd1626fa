"""Importing any module of ours touches neither the network nor the environment, and starts nothing."""

import json
import subprocess
import sys

from tests.house.tree import ROOMS, ROOT, python, rooms

PROBE = """
import importlib, json, os, socket, sys, threading

ours, theirs = json.load(sys.stdin)
for name in theirs:
    try:
        importlib.import_module(name)
    except ImportError:
        pass
from pydantic import BaseModel
type("Warm", (BaseModel,), {})
asked = []

def refuse(name):
    def refused(*_, **__):
        raise AssertionError(f"an import touched {name}")
    return refused

class Watched(dict):
    def _ask(self, key):
        if key == "PYDANTIC_DISABLE_PLUGINS":  # pydantic itself asks, for every class
            return
        asked.append(str(key))
        raise AssertionError(f"an import read {key} from the environment")
    __getitem__ = _ask
    __contains__ = _ask
    def get(self, key, default=None):
        self._ask(key)
        return default
    def __iter__(self):
        self._ask("everything")
    items = keys = values = copy = __iter__

os.environ = Watched()
for name in ("connect", "connect_ex", "bind", "sendto", "listen"):
    setattr(socket.socket, name, refuse(f"socket.{name}"))
socket.getaddrinfo = refuse("socket.getaddrinfo")
threads = threading.active_count()
wrong = {}
for name in ours:
    try:
        importlib.import_module(name)
    except BaseException as error:
        wrong[name] = f"{type(error).__name__}: {error}"
    if threading.active_count() != threads:
        wrong[name] = "a thread was started"
        threads = threading.active_count()
json.dump({"wrong": wrong, "asked": asked}, sys.stdout)
"""


def test_importing_any_module_touches_neither_network_nor_environment() -> None:
    ours = sorted({one.module for one in rooms()})
    named = {name for one in rooms() for name in one.imports()}
    theirs = sorted(name for name in named if name.partition(".")[0] not in {*ROOMS, "__future__"})

    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        input=json.dumps([ours, theirs]),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"wrong": {}, "asked": []}


def test_the_rooms_themselves_import_nothing() -> None:
    assert {name: python(f"{name}/__init__.py")[0].imports() for name in ROOMS} == {key: set() for key in ROOMS}


def test_help_is_answered_without_importing_anything_heavy() -> None:
    heavy = "slack_bolt slack_sdk sqlalchemy sqlmodel anthropic alembic uvicorn starlette aiohttp apscheduler pydantic"
    asked = f"import sys, bot.cli; print([one for one in {heavy.split()!r} if one in sys.modules])"

    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_page_of_the_demo_is_there_without_what_the_bot_is_made_of() -> None:
    heavy = "slack_bolt slack_sdk sqlalchemy sqlmodel anthropic alembic aiohttp apscheduler pydantic structlog"
    asked = f"import sys, bot.commands.demo.page; print([one for one in {heavy.split()!r} if one in sys.modules])"

    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
