"""Every method that is served, by name: a literal table, so that a test can hold it against what the app calls."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sandbox.hub import Hub
from sandbox.web_api import canvases, chat, conversations, files, history, people, reactions, views
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Body

Handler = Callable[[Hub, Arguments], Body]

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "apps.connections.open": views.connections_open,
        "auth.test": people.auth_test,
        "blocks.validate": views.blocks_validate,
        "bookmarks.add": conversations.add_bookmark,
        "canvases.delete": canvases.delete,
        "canvases.edit": canvases.edit,
        "chat.postEphemeral": chat.post_ephemeral,
        "chat.postMessage": chat.post_message,
        "chat.update": chat.update,
        "conversations.canvases.create": canvases.create,
        "conversations.history": history.history,
        "conversations.info": conversations.info,
        "conversations.join": conversations.join,
        "conversations.members": conversations.members,
        "conversations.open": conversations.open_direct,
        "conversations.replies": history.replies,
        "files.completeUploadExternal": files.complete_upload,
        "files.delete": files.delete,
        "files.getUploadURLExternal": files.get_upload_url,
        "files.info": files.info,
        "reactions.add": reactions.add,
        "reactions.remove": reactions.remove,
        "usergroups.list": people.list_usergroups,
        "usergroups.users.list": people.list_group_members,
        "users.info": people.info,
        "views.open": views.open_view,
        "views.publish": views.publish,
        "views.push": views.push,
        "views.update": views.update,
    }
)
