"""Who is who: auth.test, users.info, usergroups.list, usergroups.users.list."""

from sandbox.composing import user_body
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Body, Member


def auth_test(hub: Hub, _arguments: Arguments) -> Body:
    """Say whose token this is."""
    bot = hub.installation.bot
    return {
        "url": f"https://{hub.workspace.domain}.slack.com/",
        "team": hub.workspace.name,
        "user": bot.name,
        "team_id": hub.workspace.team_id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


def info(hub: Hub, arguments: Arguments) -> Body:
    """Show one person. People of other teams are visible only through a channel shared with the bot."""
    member = hub.workspace.members.get(arguments.text("user"))
    if member is None:
        raise SlackError("user_not_found")
    if member.team_id != hub.workspace.team_id and not _meets(hub, member):
        raise SlackError("user_not_visible")
    body = _shown(hub, member)
    if arguments.flag("include_locale"):
        body["locale"] = "en-US"
    return {"user": body}


def list_usergroups(hub: Hub, arguments: Arguments) -> Body:
    """List the groups that can be mentioned; only paid plans have them."""
    if hub.workspace.free_plan:
        raise SlackError("plan_upgrade_required")
    groups = [group for group in hub.workspace.usergroups if not group["date_delete"] or _all(arguments)]
    if arguments.flag("include_users"):
        return {"usergroups": groups}
    return {"usergroups": [{key: value for key, value in group.items() if key != "users"} for group in groups]}


def list_group_members(hub: Hub, arguments: Arguments) -> Body:
    """List the people of one group; only paid plans have groups."""
    if hub.workspace.free_plan:
        raise SlackError("plan_upgrade_required")
    wanted = arguments.text("usergroup")
    found = next((group for group in hub.workspace.usergroups if group["id"] == wanted), None)
    if found is None or (found["date_delete"] and not _all(arguments)):
        raise SlackError("no_such_subteam")
    return {"users": list(found["users"])}


def _all(arguments: Arguments) -> bool:
    return arguments.flag("include_disabled")


def _shown(hub: Hub, member: Member) -> Body:
    return user_body(hub.workspace, member, hub.clock, email="users:read.email" in hub.installation.scopes)


def _meets(hub: Hub, member: Member) -> bool:
    return any(
        member.id in channel.members and hub.is_member(channel) for channel in hub.workspace.conversations.values()
    )
