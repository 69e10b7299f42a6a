"""Reading by Microsoft Graph: rounds of delta with pages and tokens, heads first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from domain.mail.message import Mail, Unsure, thread_of
from domain.mail.recognition import recognise, wanted
from domain.trouble import Refused, Throttled, Unreachable
from gateways.limits import RetryPolicy
from gateways.mail import GraphMailbox
from gateways.sandbox.entra import GRAPH, make_token
from tests.gateways.mail.desk import Desk, ids
from tests.gateways.mail.letters import MAILBOX, everything
from tests.gateways.scripted import Purse, Reply, Script, scripted
from tests.mails import CORPUS, RULES, Case
from tests.mails.case import PROVED, REQUEST, raw

ASK = raw("Please confirm the request.")


@asynccontextmanager
async def answering(*replies: Reply) -> AsyncIterator[tuple[GraphMailbox, Script]]:
    async with scripted(*replies) as script, aiohttp.ClientSession() as session:
        patience = RetryPolicy(first_pause=0.01)
        inbox = GraphMailbox(Purse(), session, mailbox=MAILBOX, url=script.url, patience=patience, folders=("inbox",))
        yield inbox, script


async def test_only_what_is_new_is_brought(desk: Desk) -> None:
    mailbox = desk.mailbox()
    await desk.arrives(raw("one", message_id="<1@x.example>"))
    first = await mailbox.fetch()
    await desk.arrives(raw("two", message_id="<2@x.example>"), raw("three", message_id="<3@x.example>"))
    second = await mailbox.fetch(first.cursor)
    third = await mailbox.fetch(second.cursor)
    brought = [ids(look.mails) for look in (first, second, third)]
    assert brought == [["<1@x.example>"], ["<2@x.example>", "<3@x.example>"], []]


async def test_pages_are_followed(desk: Desk) -> None:
    await desk.arrives(*(raw("x", message_id=f"<{number}@x.example>") for number in range(120)))
    mails = (await desk.mailbox().fetch()).mails
    assert ids(mails) == [f"<{number}@x.example>" for number in range(120)]
    assert len([call for call in await desk.calls() if call["path"].endswith("inbox/messages/delta")]) == 3


async def test_a_look_ends_after_a_thousand_mails_and_the_next_one_goes_on() -> None:
    endless = [Reply(body=_page(f"m{number}", next_="skip")) for number in range(25)]
    async with answering(*endless) as (mailbox, script):
        first = await mailbox.fetch()
        assert (len(first.mails), len(script.calls), first.whole) == (20, 20, False)
        assert first.cursor.startswith("$skiptoken=skip")


async def test_a_mail_is_brought_with_its_head_and_without_its_body(desk: Desk) -> None:
    await desk.arrives(ASK)
    mail = (await desk.mailbox().fetch()).mails[0]
    assert (mail.sender, mail.message_id) == ("d365ci@microsoft.com", "<answer-1@microsoft.com>")
    assert (mail.refers_to, mail.tickets, mail.text) == ({REQUEST}, {"DSR-7K3QFA"}, None)
    assert mail.headers.all("authentication-results") == (PROVED,)
    assert not any("body" in call["query"].get("$select", "") for call in await desk.calls())


async def test_a_mail_that_was_only_read_since_is_not_new(desk: Desk) -> None:
    await desk.arrives(ASK)
    first = await desk.mailbox().fetch()
    path = f"/graph/v1.0/users/{MAILBOX}/messages/{first.mails[0].id}"
    headers = {"Authorization": f"Bearer {make_token(GRAPH)}"}
    assert (await desk.api.send("PATCH", path, body={"isRead": True}, headers=headers))[0] == 200
    assert (await desk.mailbox().fetch(first.cursor)).mails == ()


async def test_where_graph_forgot_the_token_the_last_days_are_looked_through_again(desk: Desk) -> None:
    await desk.arrives(ASK)
    cursor = (await desk.mailbox().fetch()).cursor
    await desk.steer(forget_tokens=True)
    assert len((await desk.mailbox().fetch(cursor)).mails) == 1


@pytest.mark.parametrize("code", ["SyncStateNotFound", "syncStateInvalid", "resyncRequired"])
async def test_a_lost_token_is_known_by_its_code_too(code: str) -> None:
    lost = Reply(status=400, body={"error": {"code": code}})
    async with answering(lost, Reply(body=_page("m"))) as (mailbox, script):
        assert len((await mailbox.fetch("$deltatoken=old")).mails) == 1
        assert "$deltatoken" not in script.calls[1].query


async def test_a_refusal_without_a_cursor_is_one() -> None:
    async with answering(Reply(status=410, body={"error": {"code": "Gone"}})) as (mailbox, _):
        with pytest.raises(Refused):
            await mailbox.fetch()


async def test_a_cursor_names_nobody_and_leads_nowhere_else() -> None:
    evil = {
        "value": [],
        "@odata.deltaLink": "https://evil.example/users('tess%40contoso.com')/x?$deltatoken=a%2Bb+c%3D",
    }
    async with answering(Reply(body=evil), Reply(body=_page())) as (mailbox, script):
        cursor = (await mailbox.fetch()).cursor
        await mailbox.fetch(cursor)
        assert "contoso" not in cursor
        assert script.calls[1].target.startswith(f"/users/{MAILBOX}/mailFolders/inbox/messages/delta?")
        assert script.calls[1].query == {"$deltatoken": "a+b+c="}


async def test_rows_without_headers_are_asked_for_one_by_one() -> None:
    bare = {"id": "m/1", "receivedDateTime": "2026-11-02T09:12:00Z", "internetMessageId": "<a@x>", "subject": "s"}
    whole = {**bare, "internetMessageHeaders": [{"name": "From", "value": "a@x.example"}]}
    page = {"value": [bare], "@odata.deltaLink": "https://graph/x?$deltatoken=t"}
    async with answering(Reply(body=page), Reply(body=whole)) as (mailbox, script):
        (mail,) = (await mailbox.fetch()).mails
        assert (mail.sender, mail.subject, mail.message_id) == ("a@x.example", "s", "<a@x>")
        assert script.calls[1].target.startswith(f"/users/{MAILBOX}/messages/m%2F1?")


async def test_a_mail_without_any_headers_has_the_little_that_is_known() -> None:
    row = {
        "id": "m",
        "receivedDateTime": "2026-11-02T09:12:00Z",
        "internetMessageId": "<a@x>",
        "subject": "Re: [DSR-7K3QFA]",
        "from": {"emailAddress": {"address": "D365CI@microsoft.com"}},
        "internetMessageHeaders": None,
    }
    async with answering(Reply(body={"value": [row], "@odata.deltaLink": "https://g/x?t=1"})) as (mailbox, _):
        (mail,) = (await mailbox.fetch()).mails
    assert (mail.sender, mail.tickets, mail.headers.all("authentication-results")) == (
        "d365ci@microsoft.com",
        {"DSR-7K3QFA"},
        (),
    )


async def test_what_was_removed_is_no_arrival() -> None:
    page = {"value": [{"id": "m", "@removed": {"reason": "deleted"}}], "@odata.deltaLink": "https://g/x?t=1"}
    async with answering(Reply(body=page)) as (mailbox, _):
        assert (await mailbox.fetch()).mails == ()


async def test_a_body_is_its_text_and_the_names_of_the_files(desk: Desk) -> None:
    await desk.arrives(raw("Grüße", files=["export.csv", "fdp.\u202evsc"]))
    mail = await _read(desk)
    assert ((mail.text or "").strip(), mail.attachments) == ("Grüße", ("export.csv", "fdp. vsc"))
    listed = [call for call in await desk.calls() if call["path"].endswith("/attachments")]
    assert [call["query"]["$select"] for call in listed] == ["name"]


@pytest.mark.parametrize(("html", "cut"), [("<p>" * 4_000, False), ("<p>" * 4_001, True), ("x" * 300_001, True)])
async def test_a_text_that_was_cut_is_known_as_one(html: str, cut: bool) -> None:
    body = {"body": {"contentType": "html", "content": html}}
    async with answering(Reply(body=_page("m")), Reply(body=body), Reply(body={"value": []})) as (mailbox, _):
        mail = (await mailbox.fetch()).mails[0]
        assert (await mailbox.body(mail)).unsure is (Unsure.LONG if cut else None)


@pytest.mark.parametrize(("files", "cut"), [(99, False), (100, True)])
async def test_a_mail_with_more_files_than_one_list_holds_is_known_as_cut(files: int, cut: bool) -> None:
    listed = Reply(body={"value": [{"name": f"{number}.csv"} for number in range(files)]})
    body = Reply(body={"body": {"contentType": "text", "content": "Hello"}})
    async with answering(Reply(body=_page("m")), body, listed) as (mailbox, _):
        mail = await mailbox.body((await mailbox.fetch()).mails[0])
    assert (len(mail.attachments), mail.unsure) == (files, Unsure.LONG if cut else None)


async def test_files_on_a_further_page_are_not_all_known() -> None:
    listed = Reply(body={"value": [{"name": "1.csv"}], "@odata.nextLink": "https://g/x?$skip=1"})
    body = Reply(body={"body": {"contentType": "text", "content": "Hello"}})
    async with answering(Reply(body=_page("m")), body, listed) as (mailbox, _):
        assert (await mailbox.body((await mailbox.fetch()).mails[0])).unsure is Unsure.LONG


async def test_an_error_beside_no_files_is_no_mail_without_files() -> None:
    listed = Reply(body={"value": [], "error": {"code": "TooBusy"}})
    body = Reply(body={"body": {"contentType": "text", "content": "Hello"}})
    async with answering(Reply(body=_page("m")), body, listed, Reply(body={"id": "inbox"})) as (mailbox, _):
        mail = (await mailbox.fetch()).mails[0]
        with pytest.raises(Refused):
            await mailbox.body(mail)


async def test_html_is_read_as_text() -> None:
    body = {"body": {"contentType": "html", "content": "<p>Please</p><blockquote>old</blockquote>"}}
    async with answering(Reply(body=_page("m")), Reply(body=body), Reply(body={"value": []})) as (mailbox, _):
        mail = await mailbox.body((await mailbox.fetch()).mails[0])
    assert (mail.text or "").split("\n") == ["", "Please", "", "> old", ""]


async def test_a_mail_that_was_deleted_since_is_said_to_be_gone(desk: Desk) -> None:
    await desk.arrives(ASK)
    mail = (await desk.mailbox().fetch()).mails[0]
    await desk.api.steer("POST", "/reset")
    with pytest.raises(Refused) as caught:
        await desk.mailbox().body(mail)
    assert caught.value.status == 404


async def test_throttled_it_says_for_how_long(desk: Desk) -> None:
    await desk.steer(limit=0)
    with pytest.raises(Throttled):
        await desk.mailbox().fetch()


ODD_TIMES = ("x", 1, "2026", "9999-12-31T23:59:59-08:00", "0001-01-01T00:00:00+02:00")


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"value": []},
        {"value": None, "@odata.deltaLink": "x?y=z"},
        {"value": [1], "@odata.deltaLink": "x?y=z"},
        {"value": [], "@odata.deltaLink": "x?y=z", "error": {"code": "TooBusy"}},
        {"value": [], "@odata.deltaLink": "x?y=z", "@odata.count": 3},
        {"value": [], "@odata.deltaLink": "x?y=z", "isComplete": False},
    ]
    + [{"value": [{"receivedDateTime": when, "id": "m", "internetMessageHeaders": []}]} for when in ODD_TIMES],
    ids=str,
)
async def test_an_answer_that_makes_no_sense_is_none(body: object) -> None:
    async with answering(Reply(body=body)) as (mailbox, _):
        with pytest.raises(Unreachable):
            await mailbox.fetch()


async def test_the_corpus_means_the_same_when_it_comes_through_graph(desk: Desk) -> None:
    corpus = [case for case in CORPUS if case.name != "halves: a plain half that says nothing"]  # Exchange keeps none
    await desk.arrives(*(case.raw for case in corpus))
    mailbox = desk.mailbox()
    mails = await everything(mailbox)
    taken = {case.name: await _taken(mailbox, mail, case) for case, mail in zip(corpus, mails, strict=True)}
    assert taken == {case.name: case.meaning for case in corpus}


async def _read(desk: Desk) -> Mail:
    return await desk.mailbox().body((await desk.mailbox().fetch()).mails[0])


async def _taken(mailbox: GraphMailbox, mail: Mail, case: Case) -> object:
    thread = thread_of(mail, [case.thread])
    whole = await mailbox.body(mail) if wanted(mail, thread, RULES) else mail
    return recognise(whole, thread, RULES).meaning


def _page(*names: str, next_: str = "") -> dict[str, object]:
    link = {"@odata.nextLink": f"https://g/x?$skiptoken={next_}"} if next_ else {"@odata.deltaLink": "https://g/x?$t=1"}
    rows = [{"id": name, "receivedDateTime": "2026-11-02T09:12:00Z", "internetMessageHeaders": []} for name in names]
    return {"value": rows, **link}
