"""What Home tells admins until the bot is set up."""

from bot.services.surfaces import setup_notes
from bot.settings import Settings


def test_admins_see_what_is_still_to_be_set_up() -> None:
    (note,) = setup_notes(Settings.model_construct(announce_channel=None, incident_admins=("U1",)))
    assert note.startswith(
        "Set up, 2 of 3: ✓ tokens and database · ○ a channel where cards of archived incidents go on"
    )


def test_nothing_is_said_once_all_is_set_up() -> None:
    assert setup_notes(Settings.model_construct(announce_channel="C1", incident_admins=("U1",))) == ()
