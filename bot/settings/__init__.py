"""One frozen Settings object, read from the environment or `.env` when asked, complaining completely and at once.

The only room that reads the environment. Secrets are SecretStr, so that printing settings shows none.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr, ValidationError

from bot.settings.items import Items


class SettingsProblem(Exception):  # noqa: N818 - it is shown to the operator as it is
    """The environment cannot be used; `problems` holds every reason, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(Items):
    """Everything an operator decides."""

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file, which takes one process only."""
        return self.database_url.startswith("sqlite")

    def secrets(self) -> tuple[str, ...]:
        """Return every secret value that is set, for masking in logs and recordings; the database's password too."""
        values = (getattr(self, name) for name in type(self).model_fields)
        found = [v.get_secret_value() for v in values if isinstance(v, SecretStr) and v.get_secret_value()]
        password = urlsplit(self.database_url).password or ""
        return (*found, *dict.fromkeys(one for one in (password, unquote(password)) if one))


def load(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings from the environment, and from `env_file` where it exists.

    Raises SettingsProblem with every problem at once.
    """
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingsProblem([_sentence(one["loc"], one["msg"]) for one in error.errors()]) from None


def _sentence(loc: tuple[int | str, ...], message: str) -> str:
    field = str(loc[0]) if loc else ""
    info = Settings.model_fields.get(field)
    alias = info.validation_alias if info and isinstance(info.validation_alias, str) else field.upper()
    return f"{alias}: {message.removeprefix('Value error, ')}" if alias else message.removeprefix("Value error, ")
