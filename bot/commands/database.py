"""What the commands share that work with the database: whether it is there, and who is at the keyboard."""

import getpass

from bot.domain.errors import Invalid
from bot.settings import Settings
from storage.engine import file_of
from storage.migrate import is_current

LONGEST_NAME = 40


def must_be_there(settings: Settings) -> None:
    """Raise Invalid, with what to do, unless there is a database with the newest schema. It is asked off the loop."""
    file = file_of(settings.database_url)
    if file is not None and not file.exists():
        raise Invalid(f"There is no database at {file}. Check POSTMORTEM_DATABASE_URL.")
    if not is_current(settings.database_url):
        raise Invalid("The database's schema is missing or older. Run `postmortem migrate`.")


def operator() -> str:
    """Return the login of whoever runs the command, for the record."""
    try:
        return getpass.getuser()[:LONGEST_NAME]
    except (KeyError, OSError):
        return "operator"
