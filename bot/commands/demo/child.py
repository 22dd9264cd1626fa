"""The demo's bot as a process of its own: `python -m bot.commands.demo.child`, started by the page alone."""

import asyncio
import gc


def main() -> None:
    """Live until the page says no more. What is imported for that stays: the collector of garbage leaves it alone."""
    gc.disable()
    from bot.commands.demo.living import live  # noqa: PLC0415 - a quarter of the start would be the collector's

    gc.freeze()
    gc.enable()
    asyncio.run(live())


if __name__ == "__main__":
    main()
