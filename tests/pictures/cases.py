"""What is drawn, all of it as the real bot made it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.card import Answer, Card, Form
from domain.drawing.certificate import html
from domain.request import State
from handlers.erasure.certificate import certificate
from handlers.requests.digest import put_digest
from tests.handlers.erasure.batches import brought, given, sent, somebody, told
from tests.handlers.erasure.erasing import ANNA, ZOE, deleted, filed_for, gone, people_do_their_part, settle, state
from tests.stage import APPROVALS, FAILURES, Scene, filed


@dataclass(frozen=True)
class Seen:
    """What a case came to: cards and forms by name, the record where there is one, pictures by name and shade."""

    answers: Mapping[str, Card | Form]
    record: str = ""
    pictures: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)


async def _shown(on: Scene, who: str, ref: str) -> Card | Form:
    return _whole(await on.typed(who, f"show {ref}"))


def _whole(answer: Answer) -> Card | Form:
    assert isinstance(answer, Card | Form), answer
    return answer


async def _record(on: Scene, ref: str) -> str:
    policy, now, words = on.bot.deps.policy, datetime.now(UTC), on.bot.deps.words
    found = await on.bot.store.read(lambda unit: certificate(unit, ref, policy, now, words))
    return html(found, words) if found else ""


async def _ends(on: Scene, ref: str) -> Seen:
    await settle(on, "ada", ref, "answer:", day=on.today)
    await state(on, ref, State.COMPLETED)
    return Seen({"card": await _shown(on, "ada", ref)}, await _record(on, ref))


async def all_evidence(on: Scene) -> Seen:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    waiting = await _shown(on, "ada", ref)
    await people_do_their_part(on, ref)
    await gone(on)
    ended = await _ends(on, ref)
    return Seen({"waiting": waiting, **ended.answers}, ended.record)


async def one_place_not_checked(on: Scene) -> Seen:
    await deleted(on, ZOE, "Webshop Orders")
    await on.steer("PUT", "/datasources/WebshopOrders", {"corrupt": True})
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    await people_do_their_part(on, ref)
    await on.wait(lambda: on.rows(f"SELECT 1 FROM steps WHERE request_id = '{ref}' AND note = 'no_check'"))
    await state(on, ref, State.NEEDS_ATTENTION)
    waiting = await _shown(on, "ada", ref)
    await settle(on, "cleo", ref, "check:1", text="looked at the table by hand, with Ines Roth")
    ended = await _ends(on, ref)
    return Seen({"waiting": waiting, **ended.answers}, ended.record)


async def still_there(on: Scene) -> Seen:
    await deleted(on, ANNA, "Webshop Orders", "Loyalty Members", "CRM Web")
    ref = await filed_for(on, ANNA, "Webshop Orders", "Loyalty Members", "CRM Web")
    await state(on, ref, State.NEEDS_ATTENTION)
    await people_do_their_part(on, ref)
    await on.wait(lambda: on.rows(f"SELECT 1 FROM steps WHERE request_id = '{ref}' AND note = 'still_there'"))
    await state(on, ref, State.NEEDS_ATTENTION)
    return Seen({"card": await _shown(on, "ada", ref)}, await _record(on, ref))


async def a_notice(on: Scene) -> Seen:
    await on.behave("Webshop Orders", "fail", 0.05)
    ref = await on.approved("ada", "refresh webshop orders")
    await on.wait(lambda: on.seen(FAILURES, ref))
    notices = [card for (place, _), card in on.terminal.shown.items() if place == FAILURES and ref in card.footer]
    return Seen({"notice": notices[0]})


async def the_board(on: Scene) -> Seen:
    await filed_for(on, ZOE, "Webshop Orders", stated=False)
    await on.file("ada", f"refresh crm contacts for {ANNA} received 2026-11-02 ref CASE-77")
    await on.file("amir", f"export customer {ANNA} as access received 2026-10-20")
    await on.file("ada", "remove-user mark.old@contoso.com")
    await on.file("ada", "refresh loyalty members")
    return Seen(
        {"admin": _whole(await on.typed("ada", "requests")), "approver": _whole(await on.typed("ben", "requests"))}
    )


async def a_refusal(on: Scene) -> Seen:
    ref = await on.file("ada", f"refresh crm contacts for {ANNA} received 2026-11-02")
    form = _whole(await on.typed("ada", f"refuse {ref} The invoices must be kept for ten years (Article 17(3)(b))."))
    assert isinstance(form, Form)
    values = {field.name: field.value for field in form.fields}
    return Seen({"form": form, "letter": _whole(await on.act("ada", "refuse", ref, values))})


async def a_report(on: Scene) -> Seen:
    await on.behave("Webshop Orders", "fail", 0.05)
    plain = {"sources": await on.source_id("Webshop Orders"), "received": "2026-03-04"}
    await on.act("ben", "approve", ref := filed(await on.act("ada", "refresh", form=plain)))
    await state(on, ref, State.NEEDS_ATTENTION)
    denied = await on.file("ada", f"refresh crm contacts for {ANNA} received 2026-03-10")
    await on.act("ben", "deny", denied, reason="not from their own address")
    await on.file("amir", f"export customer {ZOE} as access received 2026-03-20")
    numbers = await on.act("olga", "report-csv", "2026-03")
    card = _whole(await on.typed("olga", "report 2026-03"))
    shades = {}
    for shade in ("", "-dark"):
        await on.act("olga", f"report-picture{shade}", "2026-03")
        await on.wait(lambda shade=shade: any(shade in file.name for file in on.terminal.kept("@olga")))
        shades[shade] = on.terminal.kept("@olga")[-1].content
    return Seen({"card": card, "csv": _whole(numbers)}, pictures={"picture": shades})


async def a_home(on: Scene) -> Seen:
    await the_board(on)
    await told(on)
    return Seen({who: _whole(await on.typed(who, "home")) for who in ("ada", "ben")})


async def a_digest(on: Scene) -> Seen:
    await the_board(on)
    await told(on)
    await put_digest(on.bot.deps, datetime(2026, 11, 3, 8, tzinfo=UTC))
    title = on.bot.deps.words.home.MORNING

    def here() -> dict[str, Card]:
        return {place: card for (place, _), card in on.terminal.shown.items() if title in card.title}

    await on.wait(lambda: {APPROVALS, "@ben"} <= here().keys())
    return Seen({"person": here()["@ben"], "channel": here()[APPROVALS]})


async def a_thread(on: Scene) -> Seen:
    ref = await on.file("ada", f"refresh crm contacts for {ANNA} received 2026-11-02")
    await on.settled()
    await on.act("ben", "approve", ref)
    await on.wait(lambda: len(on.terminal.below) > 0)
    [first, *_] = [on.terminal.shown[where] for where in on.terminal.below]
    return Seen({"reply": first})


async def a_batch(on: Scene) -> Seen:
    fine = somebody(5)
    await on.typed("ada", f"hold {fine[0].email} a court case")
    lines = [*(one.email for one in fine), "nobody@example.org", "some body at nowhere"]
    form = _whole(await on.typed("ada", "erase-many"))
    await given(on, lines)
    name = await brought(on)
    await told(on)
    found = [card for (place, _), card in on.terminal.shown.items() if place == "@ada"][-1]
    ref = filed(await sent(on, name, deleted="2026-11-01"))
    await told(on)
    asked = [card for (place, _), card in on.terminal.shown.items() if place == "@ben"][-1]
    page = _whole(await on.act("ben", "people", f"{ref}.0"))
    return Seen({"list": form, "found": found, "card": asked, "page": page})


async def letters(on: Scene) -> Seen:
    ref = await on.file("ada", f"refresh crm contacts for {ANNA} received 2026-11-02 ref CASE-77")
    return Seen(
        {
            "which": _whole(await on.typed("ada", f"letter {ref}")),
            "draft": _whole(await on.typed("ada", f"letter {ref} acknowledgement")),
        }
    )


CASES: Mapping[str, Callable[[Scene], Awaitable[Seen]]] = {
    "erasure-all-evidence": all_evidence,
    "erasure-not-checked": one_place_not_checked,
    "erasure-still-there": still_there,
    "notice": a_notice,
    "board": the_board,
    "refusal": a_refusal,
    "report": a_report,
    "home": a_home,
    "digest": a_digest,
    "thread": a_thread,
    "batch": a_batch,
    "letters": letters,
}
