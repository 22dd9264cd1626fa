"""Tables and domain values name the same fields, and every table and unique key is of one workspace."""

import pytest
from sqlalchemy import UniqueConstraint

from bot.domain.action_items import ActionItem
from bot.domain.comments import Comment, Discussion
from bot.domain.hours import OwnHours
from bot.domain.incidents import Incident, Message
from bot.domain.people import Member
from bot.domain.postmortems import Postmortem, Section
from bot.domain.reviews import ChangeRequest, Override, Review
from bot.domain.revisions import Revision
from bot.domain.timeline import Entry, Question
from bot.domain.values import Value
from bot.ports import Job, NewJob, Unsaved
from bot.ports.storage import Note, Surface
from storage.tables import METADATA

PARENT = {"postmortem"}
# what a table has beside the value's fields, and what a value has that lies in another table
PAIRS: list[tuple[type[Value], str, set[str], set[str]]] = [
    (Incident, "incidents", set(), set()),
    (Message, "messages", {"workspace", "incident"}, set()),
    (Member, "members", {"granted", "seen_at"}, set()),
    (Postmortem, "postmortems", set(), {"sections"}),
    (Section, "sections", {"workspace", "postmortem"}, set()),
    (Entry, "entries", {"workspace", "postmortem"}, set()),
    (Question, "questions", {"id", "workspace", "postmortem"}, set()),
    (Revision, "revisions", {"workspace", "postmortem"}, set()),
    (Unsaved, "unsaved", {"workspace", "postmortem"}, set()),
    (Review, "reviews", {"workspace", "postmortem"}, set()),
    (ChangeRequest, "change_requests", {"workspace", "postmortem"}, set()),
    (Override, "overrides", {"workspace", "postmortem"}, set()),
    (Discussion, "discussions", {"workspace", "postmortem"}, set()),
    (Comment, "comments", {"workspace", "postmortem"}, set()),
    (ActionItem, "action_items", {"workspace", "postmortem"}, set()),
    (OwnHours, "hours", {"workspace"}, set()),
    (Surface, "surfaces", {"workspace"}, set()),
    (Note, "notes", {"workspace"}, set()),
    (Job, "jobs", {"due_at", "status", "joined", "last_error", "created_at", "finished_at"}, set()),
    (NewJob, "jobs", set(METADATA.tables["jobs"].columns.keys()) - set(NewJob.model_fields), set()),
]


@pytest.mark.parametrize(("value", "table", "more", "elsewhere"), PAIRS)
def test_a_table_has_the_fields_of_its_value(
    value: type[Value], table: str, more: set[str], elsewhere: set[str]
) -> None:
    columns = set(METADATA.tables[table].columns.keys())

    assert columns - more == set(value.model_fields) - elsewhere


@pytest.mark.parametrize(("value", "table", "more", "elsewhere"), PAIRS)
def test_a_column_may_be_empty_where_the_field_may(
    value: type[Value], table: str, more: set[str], elsewhere: set[str]
) -> None:
    del more
    fields = {name: field for name, field in value.model_fields.items() if name not in elsewhere}
    optional = {name for name, field in fields.items() if type(None) in getattr(field.annotation, "__args__", ())}
    nullable = {column.name for column in METADATA.tables[table].columns if column.nullable}

    assert nullable & set(fields) - {"run_at"} == optional - {"run_at", "locked_by", "lease_until"} | (
        {"locked_by", "lease_until"} & set(fields)
    )


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: str(table.name))
def test_every_table_and_unique_key_is_of_one_workspace(table: object) -> None:
    found = METADATA.tables[str(table)]
    unique = [set(one.columns.keys()) for one in found.constraints if isinstance(one, UniqueConstraint)]
    unique += [{column.name for column in one.columns} for one in found.indexes if one.unique]
    primary = set(found.primary_key.columns.keys())

    assert not found.columns["workspace"].nullable
    assert [key for key in [*unique, primary] if "workspace" not in key] in ([], [{"id"}])


def test_no_column_could_hold_what_slack_sent() -> None:
    names = {column.name for table in ("inbox", "jobs") for column in METADATA.tables[table].columns}

    assert names & {"body", "event", "text", "blocks", "response_url", "token"} == set()
    assert set(METADATA.tables["inbox"].columns.keys()) == {"workspace", "key", "kind", "at"}
