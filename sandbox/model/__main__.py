"""The model server as a program: `python -m sandbox.model --mode lying`. It says where it listens."""

import argparse
import asyncio
import contextlib
import sys

from sandbox.model.modes import ALL
from sandbox.model.server import ModelServer


async def serve(port: int, mode: str) -> None:
    """Listen until somebody stops the program."""
    async with ModelServer(port=port, mode=next(known for known in ALL if known == mode)) as model:
        sys.stdout.write(f"ANTHROPIC_BASE_URL={model.url}\nANTHROPIC_API_KEY={model.key}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.model", description="A pretend model on loopback.")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; a free one by default")
    parser.add_argument("--mode", choices=ALL, default="good", help="how it behaves")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(given.port, given.mode))


if __name__ == "__main__":
    main()
