"""The third part: comments, in the thread below the card and from a window, until one is resolved."""

from collections.abc import Mapping

from bot.commands.demo.stage import Stage, show, tell, window
from sandbox.driver import Modal

SOLVED = "white_check_mark"


async def discuss(stage: Stage) -> None:
    """Let Ben ask in the thread and Noor in a window; Maya answers, and the first is resolved."""
    people, channel = stage.people, stage.channel
    card = stage.card
    await stage.at(9, 0)
    asked = await people["ben"].post(channel, "Root cause: was the new pool ever tested under load?", thread=card)
    await stage.rest()
    tell("", "Ben replies in the thread below the card; that is a comment on Root cause:", "")
    tell(f"    {' '.join(asked.lines)}   {_reactions(asked.reactions)}")
    await stage.at(9, 5)
    reading = await stage.press(people["noor"], card, "Read")
    form = window(await reading.click("Comment", block=_below(reading, "Impact")))
    show("Noor presses Comment where she reads Impact:", form)
    await form.fill({"Your comment": "Were the 412 who were charged without an order told?"}).submit()
    await reading.dismiss()
    await stage.rest()
    copy = channel.thread(card)[-1]
    show("Noor comments in a window; it appears in the thread as well:", copy)
    await stage.at(9, 10)
    answered = await people["maya"].post(
        channel, "Root cause: no, staging has no traffic. I have put it into the items.", thread=card
    )
    await stage.rest()
    await people["ben"].react(asked, SOLVED)
    await stage.rest()
    tell("", f"Maya answers there, and Ben puts :{SOLVED}: on his comment, which closes the discussion:", "")
    for reply in (asked, answered):
        tell(f"    {' '.join(reply.lines)}   {_reactions(reply.reactions)}")
    show("The card counts what is still open:", card, most=7)


def _below(reading: Modal, section: str) -> str:
    """Return the block with the buttons below a section's heading."""
    headings = [one["type"] == "header" and section in str(one["text"]) for one in reading.blocks]
    return str(reading.blocks[headings.index(True) + 1]["block_id"])


def _reactions(given: Mapping[str, int]) -> str:
    return " ".join(f":{name}:" for name in given)
