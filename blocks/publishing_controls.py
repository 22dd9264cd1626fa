"""The buttons of publishing that more than one surface has."""

from slack_sdk.models.blocks import ButtonElement

from blocks import ids, kit
from blocks.ids import Ref
from bot.domain.postmortems import Postmortem
from bot.domain.words import say


def publish(postmortem: Postmortem) -> ButtonElement:
    """Return *Publish*: the window that says where it will go."""
    ref = Ref(kind="publish", postmortem=postmortem.id)
    return kit.button(say("button.publish"), ids.PUBLISH_OPEN, ref, postmortem.name)


def elsewhere(postmortem: int, about: str, instead: str, label: str = "button.elsewhere") -> ButtonElement:
    """Return *Choose another*, of a channel that could not be told. `label` is the key of its word."""
    ref = Ref(kind="elsewhere", postmortem=postmortem, channel=instead)
    return kit.button(say(label), ids.PUBLISH_ELSEWHERE, ref, about)


def send_file(postmortem: Postmortem) -> ButtonElement:
    """Return *Send me the file*: PDF and Markdown by direct message."""
    ref = Ref(kind="file", postmortem=postmortem.id)
    return kit.button(say("button.send_file"), ids.FILE_SEND, ref, postmortem.name)


def files(postmortem: Postmortem) -> ButtonElement:
    """Return *Files*: the window that asks which, and where to."""
    ref = Ref(kind="files", postmortem=postmortem.id)
    return kit.button(say("button.files"), ids.FILES_OPEN, ref, postmortem.name)


def reopen(postmortem: Postmortem) -> ButtonElement:
    """Return *Reopen*: the window that asks why."""
    ref = Ref(kind="reopen", postmortem=postmortem.id)
    return kit.button(say("button.reopen"), ids.PUBLISH_REOPEN, ref, postmortem.name)


def archive(postmortem: Postmortem, label: str = "button.archive") -> ButtonElement:
    """Return *Archive*, or the way back there. `label` is the key of its word."""
    ref = Ref(kind="archive", postmortem=postmortem.id)
    return kit.button(say(label), ids.PUBLISH_ARCHIVE, ref, postmortem.name)


def restore(postmortem: Postmortem, label: str = "button.restore") -> ButtonElement:
    """Return *Restore*, which takes it out of the archive. `label` is the key of its word."""
    ref = Ref(kind="restore", postmortem=postmortem.id)
    return kit.button(say(label), ids.PUBLISH_RESTORE, ref, postmortem.name)
