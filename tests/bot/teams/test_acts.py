"""Activities as acts: who did what, and where; and what was typed as it was meant."""

from __future__ import annotations

from typing import Any

import pytest

from bot.teams.acts import used
from bot.teams.adapter import Activity
from bot.teams.body import cut
from bot.teams.command_text import spoken
from bot.teams.conversations import Conversation, Kind
from bot.teams.origin import Origin, conversation_of, origin_of
from domain.chat import Account, Clicked, Submitted
from tests.fakes.teams import TENANT, activities
from tests.fakes.teams.world import ADA, APPROVALS, BOT, GROUP, OTHER_TENANT

URL = "https://smba.example/emea/"


def origin(**more: Any) -> Origin:
    here = Conversation(id=ADA.chat, kind=Kind.PERSONAL, tenant=TENANT, service_url=URL, bot_id=BOT)
    given = {"conversation": here, "thread": ADA.chat, "account": Account("teams", TENANT, ADA.id)}
    return Origin(**{**given, "user_id": ADA.mri, "delivery": "d1", "mark": "m1", **more})


def read(activity: dict[str, Any]) -> Activity:
    return Activity().deserialize(cut(activity))


def said(text: str, *mentions: tuple[str, str]) -> str:
    """`mentions`: who, and the text that stands for them."""
    entities = [{"type": "mention", "mentioned": {"id": who}, "text": tag} for who, tag in mentions]
    activity = activities.activity("message", URL, ADA, GROUP, text=text, entities=entities)
    return spoken(read(activity), {"29:mark": "bbbb-110"})


ME, MARK = (BOT, "<at>CI</at>"), ("29:mark", "<at>Mark Old</at>")


@pytest.mark.parametrize(
    ("text", "mentions", "meant"),
    [
        ("<at>CI</at> refresh CIVIC", (ME,), "refresh CIVIC"),
        ("refresh <at>CI</at> all", (ME,), "refresh all"),
        ("<at>CI</at> refresh <at>CI</at>", (ME, ME), "refresh"),
        ("<at>DSR Bot</at> export DSR Bot segment", ((BOT, "<at>DSR Bot</at>"),), "export DSR Bot segment"),
        ('<at id="0">CI</at>&nbsp; refresh&nbsp;crm', ((BOT, '<at id="0">CI</at>'),), "refresh crm"),
        ("<at>CI</at>\n refresh \"R&amp;D &lt;new&gt;\"", (ME,), 'refresh "R&D <new>"'),
        ("remove-user <at>Mark Old</at>", (MARK,), "remove-user <@bbbb-110>"),
        ("<at>CI</at> remove-user<at>Mark Old</at>", (ME, MARK), "remove-user <@bbbb-110>"),
        ("remove-user <at>Who</at>", (("29:who", "<at>Who</at>"),), "remove-user <@29:who>"),
        ("<s>cancel DSR-7K3QFA</s>", (), "~cancel DSR-7K3QFA~"),
        ("cancel DSR-7K3QFA <strike>now</strike> <del>x</del>", (), "cancel DSR-7K3QFA ~now~ ~x~"),
        ("/dsr refresh crm", (), "refresh crm"),
        ("dsr refresh crm", (), "refresh crm"),
        ("/refresh crm", (), "refresh crm"),
        ("DSR Bot refresh crm", (), "refresh crm"),
        ("@DSR Bot, refresh crm", (), "refresh crm"),
        ("@dsr: /refresh crm", (), "refresh crm"),
        ("<at>DSR Bot</at> /refresh crm", ((BOT, "<at>DSR Bot</at>"),), "refresh crm"),
        ("<at>DSR Bot</at> refresh crm", (), "refresh crm"),
        ("DSR-7K3QFA", (), "DSR-7K3QFA"),
        ("show DSR-7K3QFA", (), "show DSR-7K3QFA"),
        ("", (), ""),
    ],
)  # fmt: skip
def test_what_was_typed_is_read_as_it_was_meant(text: str, mentions: tuple[tuple[str, str], ...], meant: str) -> None:
    assert said(text, *mentions) == meant


def test_a_thread_is_a_place_in_its_channel() -> None:
    found = origin_of(read(activities.text(URL, ADA, "help", f"{APPROVALS};messageid=7")))
    assert found
    assert (found.conversation.id, found.thread, found.private) == (APPROVALS, f"{APPROVALS};messageid=7", False)
    assert found.conversation.object_id == ""  # a channel is nobody's


@pytest.mark.parametrize(
    ("named", "message"), [("7", "7"), (f"{APPROVALS};messageid=7", "7"), ("", None), (None, None), (7, None)]
)
def test_the_message_of_a_card_may_stand_behind_its_channel(named: object, message: str | None) -> None:
    found = origin_of(read({**activities.text(URL, ADA, "help", APPROVALS), "replyToId": named}))
    assert found
    assert found.message == message


def test_a_personal_chat_is_somebodys() -> None:
    found = conversation_of(read(activities.text(URL, ADA, "help")))
    assert found == Conversation(
        id=ADA.chat,
        kind=Kind.PERSONAL,
        tenant=TENANT,
        service_url=URL,
        bot_id=BOT,
        object_id=ADA.id,
        user_id=ADA.mri,
    )


def test_who_belongs_to_another_tenant_says_so() -> None:
    typed = activities.text(URL, ADA, "help")
    found = origin_of(read({**typed, "from": {**typed["from"], "tenantId": OTHER_TENANT}}))
    assert found
    assert found.account == Account("teams", OTHER_TENANT, ADA.id)


def test_a_message_that_one_person_sees_has_no_address() -> None:
    act = used(origin(message="7", seen_by_one=True), {"verb": "approve", "ref": "DSR-1"})
    assert isinstance(act, Clicked)
    assert act.address is None


@pytest.mark.parametrize(
    "data",
    [None, "approve", [], {}, {"verb": "approve"}, {"ref": "1"}, {"verb": 1, "ref": "1"}, {"verb": "x", "ref": None}],
)
def test_what_another_card_carries_is_no_act(data: object) -> None:
    assert used(origin(), data) is None


def test_answers_of_the_wrong_type_are_left_out() -> None:
    data = {
        "verb": "x",
        "ref": "",
        "form": "f",
        "line.a": 5,
        "some_of.b": ["c"],
        "nonsense.d": "e",
        "plain": "f",
        "line.g": "h",
    }
    act = used(origin(), data)
    assert isinstance(act, Submitted)
    assert act.values == {"g": ("h",)}
