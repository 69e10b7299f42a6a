"""The mailbox on Graph's paths, and the team that answers."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from gateways.sandbox import running_sandbox
from gateways.sandbox.entra import GRAPH, INSIGHTS, make_token
from gateways.sandbox.mail_raw import arrived
from tests.gateways.sandbox.api import Api, Json, calling, until

TEAM, TESS = "D365CI@microsoft.com", "tess@contoso.com"
BOX = f"/graph/v1.0/users/{TESS}"
INBOX = f"{BOX}/mailFolders/inbox/messages"
SENT = f"{BOX}/mailFolders/sentitems/messages"
LETTER = {
    "subject": "Export [DSR-7K3QFA]",
    "body": {"contentType": "text", "content": "please export <this>"},
    "toRecipients": [{"emailAddress": {"address": TEAM}}],
}


async def test_a_mail_that_is_sent_reaches_the_team_and_is_filed_a_little_later(api: Api) -> None:
    await api.steer("PUT", "/mail", {"filing": 0.05})
    await graph(api, "POST", f"{BOX}/sendMail", {"message": LETTER}, expect=202)
    assert [mail["subject"] for mail in (await api.steer("GET", "/mail"))["received"]] == [LETTER["subject"]]
    (filed,) = await until(lambda: values(api, SENT), bool)
    assert (filed["isDraft"], filed["toRecipients"]) == (False, [_recipient(TEAM)])


async def test_a_mail_that_is_not_to_be_kept_is_not_filed(api: Api) -> None:
    await api.steer("PUT", "/mail", {"filing": 0})
    wish = {"message": LETTER, "saveToSentItems": False}
    await graph(api, "POST", f"{BOX}/sendMail", wish, expect=202)
    assert await values(api, SENT) == []


async def test_a_draft_is_sent_once(api: Api) -> None:
    draft = await graph(api, "POST", f"{BOX}/messages", LETTER, expect=201)
    assert (draft["isDraft"], await values(api, SENT)) == (True, [])
    await graph(api, "POST", f"{BOX}/messages/{draft['id']}/send", expect=202)
    await graph(api, "POST", f"{BOX}/messages/{draft['id']}/send", expect=404)
    assert len((await api.steer("GET", "/mail"))["received"]) == 1


async def test_the_team_asks_waits_for_the_answer_and_sends_the_data(api: Api) -> None:
    await graph(api, "POST", f"{BOX}/sendMail", {"message": LETTER}, expect=202)
    (asked,) = await until(lambda: values(api, INBOX), bool)
    assert asked["from"]["emailAddress"]["address"] == TEAM
    assert not asked["hasAttachments"]
    await graph(api, "POST", f"{BOX}/messages/{asked['id']}/reply", {"comment": "yes"}, expect=202)
    data, _ = await until(lambda: values(api, INBOX), lambda found: len(found) == 2)
    listed = (await graph(api, "GET", f"{BOX}/messages/{data['id']}/attachments"))["value"]
    assert [(file["name"], "contentBytes" in file) for file in listed] == [("export.json", True)]


async def test_the_team_answers_a_request_and_a_confirmation_once_each(api: Api) -> None:
    await graph(api, "POST", f"{BOX}/sendMail", {"message": LETTER}, expect=202)
    (asked,) = await until(lambda: values(api, INBOX), bool)
    for _ in range(3):
        await graph(api, "POST", f"{BOX}/messages/{asked['id']}/reply", {"comment": "yes"}, expect=202)
    assert len((await api.steer("GET", "/mail"))["sent"]) == 2


@pytest.mark.parametrize(
    ("behaviour", "subjects", "threaded"),
    [
        ("answer", ["RE: Export [DSR-7K3QFA]"], True),
        ("late", ["RE: Export [DSR-7K3QFA]"], True),
        ("silence", [], True),
        ("bounce", ["Undeliverable: Export [DSR-7K3QFA]"], True),
        ("auto_reply", ["Automatic reply: Export [DSR-7K3QFA]", "RE: Export [DSR-7K3QFA]"], True),
        ("wrong_thread", ["Your request"], False),
        ("twice", ["RE: Export [DSR-7K3QFA]"] * 2, True),
        ("forged", ["RE: Export [DSR-7K3QFA]"] * 2, True),
    ],
)
async def test_the_team_behaves_as_told(api: Api, behaviour: str, subjects: list[str], threaded: bool) -> None:
    await api.steer("PUT", "/mail", {"behaviour": behaviour})
    await graph(api, "POST", f"{BOX}/sendMail", {"message": LETTER}, expect=202)
    mails = (await api.steer("GET", "/mail"))["sent"]
    assert [mail["subject"] for mail in mails] == subjects
    assert all(bool(mail["in_reply_to"]) is threaded for mail in mails)


async def test_late_is_ten_times_as_long(api: Api) -> None:
    await api.steer("PUT", "/mail", {"behaviour": "late", "seconds": 100})
    await graph(api, "POST", f"{BOX}/sendMail", {"message": LETTER}, expect=202)
    state = await api.steer("GET", "/mail")
    assert state["sent"][0]["at"] > state["received"][0]["at"]
    assert await values(api, INBOX) == []


@pytest.mark.parametrize(("behaviour", "results"), [("answer", ["pass"]), ("forged", ["fail", "pass"])])
async def test_only_the_true_team_is_vouched_for(api: Api, behaviour: str, results: list[str]) -> None:
    await api.steer("PUT", "/mail", {"behaviour": behaviour})
    await graph(api, "POST", f"{BOX}/sendMail", {"message": LETTER}, expect=202)
    found = await until(
        lambda: values(api, INBOX, {"$select": "internetMessageHeaders"}),
        lambda rows: len(rows) == len(results),
    )
    tops = [row["internetMessageHeaders"][0] for row in found]
    assert {top["name"] for top in tops} == {"Authentication-Results"}
    told = [re.search(r"dmarc=(\w+)", top["value"]) for top in tops]
    assert sorted(found[1] for found in told if found) == results  # both may arrive at the same moment


async def test_a_round_of_delta_has_pages_and_the_next_one_only_what_is_new(api: Api) -> None:
    await _fill(api, 25)
    url, sizes = f"{INBOX}/delta", []
    headers = {"Prefer": "odata.maxpagesize=10"}
    page = await graph(api, "GET", url, headers=headers)
    while "@odata.nextLink" in page:
        sizes.append(len(page["value"]))
        page = await follow(api, page["@odata.nextLink"], headers)
    assert [*sizes, len(page["value"])] == [10, 10, 5]
    await _fill(api, 1)
    again = await follow(api, page["@odata.deltaLink"], headers)
    assert len(again["value"]) == 1
    assert (await follow(api, again["@odata.deltaLink"], headers))["value"] == []


async def test_delta_tells_of_a_mail_that_was_read_no_more_than_that(api: Api) -> None:
    await _fill(api, 1)
    page = await graph(api, "GET", f"{INBOX}/delta")
    one = page["value"][0]["id"]
    await graph(api, "PATCH", f"{BOX}/messages/{one}", {"isRead": True})
    assert (await follow(api, page["@odata.deltaLink"]))["value"] == [{"id": one, "isRead": True}]


async def test_delta_keeps_what_was_chosen_in_its_token(api: Api) -> None:
    await _fill(api, 1)
    page = await graph(api, "GET", f"{INBOX}/delta", query={"$select": "subject"})
    assert page["value"][0].keys() == {"id", "subject"}
    await _fill(api, 1)
    assert (await follow(api, page["@odata.deltaLink"]))["value"][0].keys() == {"id", "subject"}


async def test_old_tokens_are_gone(api: Api) -> None:
    page = await graph(api, "GET", f"{INBOX}/delta")
    await api.steer("PUT", "/mail", {"forget_tokens": True})
    refused = await follow(api, page["@odata.deltaLink"], expect=410)
    assert refused["error"]["code"] == "SyncStateNotFound"


@pytest.mark.parametrize("query", [{"$deltatoken": "nonsense"}, {"$deltatoken": "WzFd"}, {"$filter": "subject eq 'x'"}])
async def test_what_delta_does_not_know_is_refused(api: Api, query: dict[str, str]) -> None:
    await graph(api, "GET", f"{INBOX}/delta", query=query, expect=400)


async def test_too_many_calls_are_throttled(api: Api) -> None:
    await api.steer("PUT", "/mail", {"limit": 2})
    for expected in (200, 200, 429):
        refused = await graph(api, "GET", INBOX, expect=expected)
    assert refused["error"]["code"] == "ApplicationThrottled"


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("internetMessageId eq '<a@x.example>'", 1),
        ("internetMessageId eq '<b@x.example>'", 0),
        ("singleValueExtendedProperties/any(p: p/id eq 'String 0x1234' and p/value eq 'MINE')", 1),
        ("singleValueExtendedProperties/Any(ep:ep/id eq 'String 0x1234' and ep/value eq 'o''neil')", 0),
        ("receivedDateTime ge 2020-01-01T00:00:00Z", 1),
        ("receivedDateTime gt 2120-01-01T00:00:00Z", 0),
    ],
)
async def test_messages_are_found(api: Api, condition: str, count: int) -> None:
    marks = {
        "internetMessageId": "<a@x.example>",
        "singleValueExtendedProperties": [{"id": "String 0x1234", "value": "mine"}],
    }
    await graph(api, "POST", f"{BOX}/messages", {**LETTER, **marks}, expect=201)
    assert len(await values(api, f"{BOX}/messages", {"$filter": condition})) == count


@pytest.mark.parametrize(
    "condition", ["subject eq 'x'", "receivedDateTime ge yesterday", "receivedDateTime ge 2020-01-01"]
)
async def test_other_conditions_are_refused(api: Api, condition: str) -> None:
    await graph(api, "POST", f"{BOX}/messages", LETTER, expect=201)
    await graph(api, "GET", f"{BOX}/messages", query={"$filter": condition}, expect=400)


@pytest.mark.parametrize(
    "wrong",
    [
        {"internetMessageHeaders": [{"name": "In-Reply-To", "value": "<a@b>"}]},
        {"internetMessageHeaders": [{"name": "x-own", "value": "a\r\nBcc: b@c.de"}]},
        {"internetMessageId": "no brackets"},
        {"singleValueExtendedProperties": [{"id": "mine", "value": "x"}]},
        {"toRecipients": "tess"},
    ],
)
async def test_a_draft_that_makes_no_sense_is_refused(api: Api, wrong: Json) -> None:
    await graph(api, "POST", f"{BOX}/messages", {**LETTER, **wrong}, expect=400)


async def test_nothing_is_sent_to_nobody(api: Api) -> None:
    draft = await graph(api, "POST", f"{BOX}/messages", {"subject": "x"}, expect=201)
    await graph(api, "POST", f"{BOX}/messages/{draft['id']}/send", expect=400)
    assert (await graph(api, "GET", f"{BOX}/messages/{draft['id']}"))["isDraft"] is True


async def test_what_was_sent_cannot_be_rewritten(api: Api) -> None:
    await api.steer("PUT", "/mail", {"filing": 0})
    await graph(api, "POST", f"{BOX}/sendMail", {"message": LETTER}, expect=202)
    (sent,) = await values(api, SENT)
    await graph(api, "PATCH", f"{BOX}/messages/{sent['id']}", {"subject": "other"}, expect=400)


async def test_a_reply_goes_to_reply_to_and_quotes_as_exchange_does(api: Api) -> None:
    raw = b"From: D365CI@microsoft.com\r\nReply-To: eve@evil.example\r\nSubject: hi\r\n\r\nold words\r\n"
    await api.steer("POST", "/mail", {"raw": base64.b64encode(raw).decode()})
    (mail,) = await values(api, INBOX)
    draft = await graph(api, "POST", f"{BOX}/messages/{mail['id']}/createReply", {"comment": "new"}, expect=201)
    assert draft["toRecipients"] == [_recipient("eve@evil.example")]
    assert (draft["subject"], "old words" in draft["body"]["content"]) == ("RE: hi", True)


@pytest.mark.parametrize(
    ("prefer", "kind", "content"),
    [("", "html", "please export &lt;this&gt;"), ('outlook.body-content-type="text"', "text", "please export <this>")],
)
async def test_a_body_is_given_as_it_is_wanted(api: Api, prefer: str, kind: str, content: str) -> None:
    draft = await graph(api, "POST", f"{BOX}/messages", LETTER, expect=201)
    headers = {"Prefer": prefer}
    body = (await graph(api, "GET", f"{BOX}/messages/{draft['id']}", headers=headers))["body"]
    assert (body["contentType"], content in body["content"]) == (kind, True)


async def test_headers_come_only_where_they_are_chosen(api: Api) -> None:
    await _fill(api, 1)
    (plain,) = await values(api, INBOX)
    assert "internetMessageHeaders" not in plain
    (chosen,) = await values(api, INBOX, {"$select": "internetMessageHeaders"})
    assert chosen["internetMessageHeaders"]


@pytest.mark.parametrize(
    ("user", "status"), [("ben@contoso.com", 403), ("nobody@contoso.com", 404), ("TESS@contoso.com", 200)]
)
async def test_only_one_mailbox_is_open(api: Api, user: str, status: int) -> None:
    await graph(api, "GET", f"/graph/v1.0/users/{user}/mailFolders/inbox", expect=status)


async def test_every_mailbox_can_be_opened_wide(api: Api) -> None:
    await api.steer("PUT", "/mail", {"owner": None})
    await graph(api, "GET", "/graph/v1.0/users/ben@contoso.com/mailFolders/inbox")


async def test_a_token_for_something_else_opens_nothing(api: Api) -> None:
    headers = {"Authorization": f"Bearer {make_token(INSIGHTS)}"}
    assert (await api.send("GET", INBOX, headers=headers))[0] == 401


async def test_what_is_not_there_is_said_to_be_missing(api: Api) -> None:
    await graph(api, "GET", f"{BOX}/mailFolders/attic", expect=404)
    await graph(api, "GET", f"{BOX}/messages/none", expect=404)


@pytest.mark.parametrize("wish", [{"behaviour": "shout"}, {"seconds": -1}, {"limit": -1}, {"file": ""}, {"mood": 1}])
async def test_a_mistake_in_steering_is_explained(api: Api, wish: Json) -> None:
    refused = await api.steer("PUT", "/mail", wish, expect=400)
    assert next(iter(wish)) in refused["error"]


async def test_the_mailbox_outlives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    async with running_sandbox(state_path=path, seconds=0) as sandbox, calling(sandbox) as api:
        await api.steer("PUT", "/mail", {"file": "export.pdf"})
        await graph(api, "POST", f"{BOX}/sendMail", {"message": LETTER}, expect=202)
        (asked,) = await until(lambda: values(api, INBOX), bool)
        cursor = (await graph(api, "GET", f"{INBOX}/delta"))["@odata.deltaLink"].partition("?")[2]
    async with running_sandbox(state_path=path, seconds=0) as sandbox, calling(sandbox) as api:
        await graph(api, "POST", f"{BOX}/messages/{asked['id']}/reply", {"comment": "yes"}, expect=202)
        (data,) = (await follow(api, f"http://x{INBOX}/delta?{cursor}"))["value"]
        listed = (await graph(api, "GET", f"{BOX}/messages/{data['id']}/attachments"))["value"]
        assert [file["name"] for file in listed] == ["export.pdf"]


async def graph(
    api: Api,
    method: str,
    path: str,
    body: Json = None,
    *,
    expect: int = 200,
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Json:
    signed = {"Authorization": f"Bearer {make_token(GRAPH)}", **(headers or {})}
    status, answer = await api.send(method, path, query, body, signed)
    assert status == expect, answer
    return answer


async def follow(api: Api, link: str, headers: dict[str, str] | None = None, *, expect: int = 200) -> Json:
    """Where Graph's link leads."""
    path, _, query = link.partition("?")
    name, _, token = query.partition("=")
    query_of: dict[str, Any] = {unquote(name): unquote(token)}
    return await graph(api, "GET", path[path.index("/graph") :], query=query_of, headers=headers, expect=expect)


async def values(api: Api, path: str, query: dict[str, str] | None = None) -> list[Json]:
    return list((await graph(api, "GET", path, query=query))["value"])


async def _fill(api: Api, count: int) -> None:
    for number in range(count):
        raw = f"From: a@x.example\r\nSubject: {number}\r\n\r\nhi\r\n".encode()
        await api.steer("POST", "/mail", {"raw": base64.b64encode(raw).decode()})


def _recipient(address: str) -> Json:
    return {"emailAddress": {"name": address, "address": address}}


def test_of_a_field_that_is_made_to_tire_a_reader_out_the_beginning_is_read() -> None:
    tiring = f"Subject: {'s' * 50_000}\nContent-Type: text/plain{';' * 200_000}\n\nHello"
    item = arrived(tiring.encode(), "owner", datetime(2026, 11, 2, tzinfo=UTC))
    assert item.text == "Hello"
    assert {name: len(value) for name, value in item.fields} == {"Subject": 10_000, "Content-Type": 10_000}
