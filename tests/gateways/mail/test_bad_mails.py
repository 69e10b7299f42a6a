"""One mail that a server cannot give, or gives late, stops no other one: by IMAP and by Microsoft Graph."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest

from domain.mail.message import Arrivals, thread_of
from domain.mail.recognition import concerns_us, recognise
from domain.trouble import Refused, Unreachable
from gateways.limits import RetryPolicy
from gateways.mail import GraphMailbox, ServerMailbox
from gateways.mail.place import PATIENCE
from tests.gateways.mail.desk import Desk, ids
from tests.gateways.mail.letters import MAILBOX
from tests.gateways.mail.shaky import Shaky
from tests.gateways.scripted import Purse, Reply, Script, scripted
from tests.mails import RULES
from tests.mails.bounces import BOUNCES
from tests.mails.case import REQUEST, THREAD, raw


def mailbox(shaky: Shaky) -> ServerMailbox:
    return ServerMailbox(smtp=shaky.server, imap=shaky.server, mailbox=MAILBOX)


def mails(*numbers: int) -> list[bytes]:
    return [raw("Please confirm the request.", message_id=f"<{number}@x.example>") for number in numbers]


def named(found: Arrivals) -> list[str]:
    return [name.partition("@")[0].strip("<") for name in ids(found.mails)]


# ---- IMAP


@pytest.mark.parametrize("bad", [{1}, {2}, {3}, {1, 3}, {1, 2, 3}], ids=str)
@pytest.mark.parametrize("how", ["poison", "refused"])
async def test_a_mail_over_which_the_server_ends_the_connection_is_left_behind(
    shaky: Shaky, bad: set[int], how: str
) -> None:
    shaky.arrives(*mails(1, 2, 3))
    setattr(shaky, how, bad)
    found = await mailbox(shaky).fetch()
    assert named(found) == [str(number) for number in (1, 2, 3) if number not in bad]
    assert [unread.id for unread in found.unread] == [f"7:{number}" for number in sorted(bad)]
    assert (found.cursor, found.whole) == ("7:3", True)
    shaky.arrives(*mails(4))
    again = await mailbox(shaky).fetch(found.cursor)
    assert (named(again), again.unread) == (["4"], ())


async def test_a_head_that_makes_no_sense_is_of_that_mail_alone(shaky: Shaky) -> None:
    shaky.arrives(*mails(1, 2, 3))
    shaky.odd = {2}
    found = await mailbox(shaky).fetch()
    assert (named(found), found.whole) == (["1", "3"], True)
    assert [unread.id for unread in found.unread] == ["7:2"]


async def test_of_many_mails_only_the_page_with_the_bad_one_is_asked_for_mail_by_mail(shaky: Shaky) -> None:
    shaky.arrives(*mails(*range(1, 121)))
    shaky.poison = {70}
    found = await mailbox(shaky).fetch()
    assert named(found) == [str(number) for number in range(1, 121) if number != 70]
    assert [unread.id for unread in found.unread] == ["7:70"]


async def test_many_bad_ones_are_left_a_few_at_a_time(shaky: Shaky) -> None:
    shaky.arrives(*mails(*range(1, 61)))
    shaky.poison = set(range(1, 51))
    first = await mailbox(shaky).fetch()
    assert (len(first.unread), first.whole) == (50, False)
    second = await mailbox(shaky).fetch(first.cursor)
    assert (named(second), second.unread, second.whole) == ([str(n) for n in range(51, 61)], (), True)


async def test_where_the_mailbox_itself_is_gone_no_mail_is_blamed(shaky: Shaky) -> None:
    shaky.arrives(*mails(1, 2))
    shaky.silent = "EXAMINE"
    with pytest.raises(Unreachable):
        await ServerMailbox(smtp=shaky.server, imap=replace(shaky.server, seconds=0.2), mailbox=MAILBOX).fetch()


async def test_a_mail_that_is_listed_and_not_given_is_asked_for_again_and_the_others_are_not(shaky: Shaky) -> None:
    shaky.arrives(*mails(1, 2, 3))
    shaky.withheld = {2}
    first = await mailbox(shaky).fetch()
    assert (named(first), first.whole, first.unread) == (["1", "3"], False, ())
    second = await mailbox(shaky).fetch(first.cursor)
    assert (named(second), second.whole) == ([], False)
    shaky.arrives(*mails(4))
    shaky.withheld = set()
    third = await mailbox(shaky).fetch(second.cursor)
    assert (named(third), third.whole) == (["2", "4"], True)
    assert named(await mailbox(shaky).fetch(third.cursor)) == []


async def test_one_that_never_comes_is_told_in_the_end_and_comes_all_the_same_when_it_is_given(shaky: Shaky) -> None:
    shaky.arrives(*mails(1))
    shaky.withheld = {1}
    found = await mailbox(shaky).fetch()
    for _ in range(PATIENCE - 1):
        assert (found.unread, found.whole) == ((), False)
        found = await mailbox(shaky).fetch(found.cursor)
    assert ([unread.id for unread in found.unread], found.whole) == (["7:1"], True)
    shaky.withheld = set()
    assert named(await mailbox(shaky).fetch(found.cursor)) == ["1"]


async def test_one_that_was_deleted_meanwhile_is_waited_for_no_more(shaky: Shaky) -> None:
    shaky.arrives(*mails(1, 2))
    shaky.withheld = {1}
    first = await mailbox(shaky).fetch()
    del shaky.folders["INBOX"][1]
    second = await mailbox(shaky).fetch(first.cursor)
    assert (second.cursor, second.whole) == ("7:2", True)


async def test_where_all_numbers_are_given_anew_it_begins_anew(shaky: Shaky) -> None:
    shaky.arrives(*mails(1, 2))
    shaky.withheld = {1}
    first = await mailbox(shaky).fetch()
    shaky.validity, shaky.withheld = 8, set()
    second = await mailbox(shaky).fetch(first.cursor)
    assert (named(second), second.cursor) == (["1", "2"], "8:2")
    assert second.mails[1].second_key == first.mails[0].second_key


async def test_a_cursor_of_an_earlier_release_goes_on(shaky: Shaky) -> None:
    shaky.arrives(*mails(1, 2))
    assert named(await mailbox(shaky).fetch("7:1")) == ["2"]


async def test_a_mail_whose_body_ends_the_connection_is_refused_and_the_mailbox_goes_on(shaky: Shaky) -> None:
    shaky.arrives(*mails(1, 2))
    shaky.bodiless = {1}
    found = await mailbox(shaky).fetch()
    with pytest.raises(Refused):
        await mailbox(shaky).body(found.mails[0])
    assert "confirm" in ((await mailbox(shaky).body(found.mails[1])).text or "")


@pytest.mark.parametrize("special", [True, False], ids=["named by the server", "by its usual name"])
async def test_the_folder_for_junk_is_looked_into_too(shaky: Shaky, special: bool) -> None:
    name = "Werbung" if special else "Junk"
    shaky.special = {name: r"\\Junk"[1:]} if special else {}
    shaky.arrives(*mails(1))
    shaky.arrives(*mails(2, 3), folder=name)
    found = await mailbox(shaky).fetch()
    assert [(mail.message_id[1], mail.junk) for mail in found.mails] == [("1", False), ("2", True), ("3", True)]
    box = mailbox(shaky)
    await box.fetch(found.cursor)
    assert "confirm" in ((await box.body(found.mails[2])).text or "")
    assert named(await box.fetch(found.cursor)) == []


async def test_a_mail_with_a_head_without_end_is_noted_by_what_says_whom_it_concerns(shaky: Shaky) -> None:
    content = raw("Please confirm the request.", top=[("X-Long", "y" * 900)] * 90)
    shaky.arrives(content)
    (mail,) = (await mailbox(shaky).fetch()).mails
    assert mail.cut
    assert (mail.sender, mail.refers_to, mail.tickets) == ("d365ci@microsoft.com", {REQUEST}, {"DSR-7K3QFA"})
    assert concerns_us(mail, [THREAD], RULES)
    assert recognise(mail, thread_of(mail, [THREAD]), RULES).meaning == "unclear"


# ---- Microsoft Graph


@pytest.mark.parametrize("bad", [[1], [2], [3], [1, 3], [1, 2, 3]], ids=str)
async def test_a_mail_that_graph_cannot_show_is_left_behind_with_what_its_list_says(desk: Desk, bad: list[int]) -> None:
    await desk.arrives(*mails(1, 2, 3))
    await desk.steer(broken=[f"<{number}@x.example>" for number in bad])
    found = await desk.mailbox().fetch()
    assert named(found) == [str(number) for number in (1, 2, 3) if number not in bad]
    assert [(unread.sender, unread.subject) for unread in found.unread] == [
        ("D365CI@microsoft.com", "RE: Export of personal data from Customer Insights [DSR-7K3QFA]")
    ] * len(bad)
    assert found.whole
    await desk.arrives(*mails(4))
    again = await desk.mailbox().fetch(found.cursor)
    assert set(named(again)) - set(named(found)[-1:]) == {"4"}  # the last one is where the new round begins


async def test_after_a_bad_mail_rounds_of_delta_go_on(desk: Desk) -> None:
    await desk.arrives(*mails(1))
    await desk.steer(broken=["<1@x.example>"])
    found = await desk.mailbox().fetch()
    await desk.steer(broken=[])
    await desk.arrives(*mails(2))
    found = await desk.mailbox().fetch(found.cursor)
    assert "2" in named(found)
    assert named(await desk.mailbox().fetch(found.cursor)) == []


async def test_a_mail_whose_body_graph_cannot_show_is_refused(desk: Desk) -> None:
    await desk.arrives(*mails(1))
    (mail,) = (await desk.mailbox().fetch()).mails
    await desk.fails("/attachments", after=False, status=500, calls=100)
    with pytest.raises(Refused):
        await desk.mailbox().body(mail)


async def test_where_graph_itself_is_out_of_order_no_mail_is_blamed(desk: Desk) -> None:
    await desk.arrives(*mails(1))
    await desk.fails("/mailFolders", after=False, status=500, calls=100)
    with pytest.raises(Unreachable):
        await desk.mailbox().fetch()


@asynccontextmanager
async def answering(*replies: Reply) -> AsyncIterator[tuple[GraphMailbox, Script]]:
    async with scripted(*replies) as script, aiohttp.ClientSession() as session:
        patience = RetryPolicy(first_pause=0.001, attempts=1)
        yield (
            GraphMailbox(Purse(), session, mailbox=MAILBOX, url=script.url, patience=patience, folders=("inbox",)),
            script,
        )


def row(name: str, **more: object) -> dict[str, object]:
    return {"id": name, "receivedDateTime": "2026-11-02T09:12:00Z", "internetMessageHeaders": [], **more}


async def test_a_row_that_makes_no_sense_is_asked_for_alone_and_then_left(desk: Desk) -> None:
    page = {"value": [row("a", receivedDateTime="then"), row("b")], "@odata.deltaLink": "https://g/x?$deltatoken=1"}
    replies = [Reply(body=page), Reply(body=row("a", receivedDateTime="then")), Reply(body={"id": "inbox"})]
    async with answering(*replies) as (inbox, _):
        found = await inbox.fetch()
    assert ([mail.id for mail in found.mails], [unread.id for unread in found.unread]) == (["b"], ["a"])


async def test_a_page_that_fails_after_others_is_for_the_next_look() -> None:
    first = {"value": [row("a")], "@odata.nextLink": "https://g/x?$skiptoken=2"}
    async with answering(Reply(body=first), Reply(status=500)) as (inbox, script):
        found = await inbox.fetch()
        assert ([mail.id for mail in found.mails], found.whole) == (["a"], False)
        assert found.cursor.startswith("$skiptoken=2#")
        assert len(script.calls) == 2


async def test_junk_is_looked_into_by_graph_too(desk: Desk) -> None:
    await desk.arrives(*mails(1))
    await desk.arrives(*mails(2), junk=True)
    found = await desk.mailbox().fetch()
    assert [(mail.message_id[1], mail.junk) for mail in found.mails] == [("1", False), ("2", True)]
    assert named(await desk.mailbox().fetch(found.cursor)) == []


async def test_a_cursor_of_an_earlier_release_goes_on_by_graph(desk: Desk) -> None:
    await desk.arrives(*mails(1))
    cursor = (await desk.mailbox(folders=("inbox",)).fetch()).cursor.partition("#")[0]
    await desk.arrives(*mails(2))
    assert named(await desk.mailbox().fetch(cursor)) == ["2"]


async def test_whom_a_report_names_is_known_whichever_way_it_comes(desk: Desk, shaky: Shaky) -> None:
    postfix = next(case.raw for case in BOUNCES if case.name == "a bounce: Postfix")
    await desk.arrives(postfix)
    by_graph = await desk.mailbox().body((await desk.mailbox().fetch()).mails[0])
    assert by_graph.failed == ("d365ci@microsoft.com",)
