"""The one app that is installed and under test: what its manifest grants it, its ids, its secrets of this run."""

from dataclasses import dataclass

from sandbox.ids import Ids, secret
from sandbox.manifest import Manifest
from sandbox.workspace import Member


@dataclass
class Installation:
    """An installed app. `revoked` is set when somebody removes it from the workspace.

    `takes_messages` is the manifest's messages tab of App Home, until somebody changes it in the app's settings.
    """

    manifest: Manifest
    app_id: str
    bot: Member
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    revoked: bool = False
    takes_messages: bool = True

    @property
    def scopes(self) -> frozenset[str]:
        """Return what the bot token may do."""
        return self.manifest.bot_scopes


def install(manifest: Manifest, ids: Ids, team_id: str) -> Installation:
    """Install the app of a manifest: ids from the seed, tokens and signing secret new in every run."""
    app_id = ids.make("A")
    handle = "".join(letter if letter.isalnum() else "_" for letter in manifest.bot_name.lower())
    bot = Member(
        id=ids.make("U"),
        name=handle,
        real_name=manifest.bot_name,
        team_id=team_id,
        app_id=app_id,
        bot_id=ids.make("B"),
    )
    return Installation(
        manifest=manifest,
        app_id=app_id,
        bot=bot,
        bot_token=f"xoxb-{ids.digits(12)}-{ids.digits(12)}-{secret(12)}",
        app_token=f"xapp-1-{app_id}-{ids.digits(13)}-{secret(32)}",
        signing_secret=secret(16),
        verification_token=secret(12),
    )
