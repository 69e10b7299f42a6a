"""`export`: read what was asked, look the person up, and file the ticket for approval (design §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.card import Answer, Field, Form, Input, Option, Stays, not_clear
from domain.export.letters import Export, Holder, Purpose
from domain.export.plan import PLAN, key_of
from domain.export.typed import ExportOrder, Unclear, name, read_export
from domain.found import Found, Listed
from domain.mail.message import Unsendable
from domain.receipt import WHY
from domain.refresh.typed import BadDate, MissingValue, Nobody
from domain.request import Kind
from domain.rights import FILING
from domain.trouble import Trouble
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.people.lookup import look
from handlers.people.mentions import addresses, whom
from handlers.people.noted_look import note_look
from handlers.requests.days import filled_in, receipt_problem, today
from handlers.requests.filing import Filing, Task, file
from handlers.requests.filling import refilled
from handlers.requests.later_day import as_sent, asking_why


async def export(deps: Deps, act: Act) -> Answer:
    """The typed command; without arguments, the form."""
    if not act.ref.strip():
        return form(act.words, today(deps))
    order = read_export(act.ref)
    return await _place(deps, act, order)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form. `ref` is empty, `anyway:<twin>` or `correct:<old>`."""
    blank, received = form(act.words, today(deps), ref=act.ref), filled_in(act, "received")
    order = ExportOrder(reference=act.value("reference"), received=received)
    name(act.value("who"), order)
    (order.subject,), unclear = await whom(deps, act, [order.subject])
    errors = {
        **{name: "" if act.value(name) else act.words.errors.CHOOSE_ONE for name in ("holder", "purpose")},
        "who": unclear or _nobody(order, act.words),
        "received": receipt_problem(received, today(deps), act.words),
    }
    if bad := refilled(as_sent(blank, act), act, errors):
        return bad
    order.holder, order.purpose = Holder(act.value("holder")), Purpose(act.value("purpose"))
    return asking_why(await _place(deps, act, order, replaces=act.corrects, anyway=act.anyway), blank, act)


async def _place(
    deps: Deps, act: Act, order: ExportOrder, *, replaces: str | None = None, anyway: bool = False
) -> Answer:
    """File the order, or say what is wrong with it; then nothing was filed."""
    order.subject = (await addresses(deps, act, [order.subject]))[0]
    holder = order.holder
    if not holder or (problem := _problem(deps, order, act.words)):
        return not_clear(problem if holder else act.words.export.WHOSE_EXPORT, act.words.requests.NOTHING_FILED)
    found, doubts = await _found(deps, act, holder, order.subject)
    filing = Filing(
        kind=Kind.EXPORT,
        items=tuple(Task(key_of(stage)) for stage in PLAN),
        subjects=(order.subject,),
        reference=order.reference,
        received=order.received or today(deps),
        replaces=replaces,
        anyway=anyway,
        more={"holder": holder, "purpose": order.purpose},
        found=found,
        why_later=act.value(WHY),
    )
    card = await file(deps, act, filing)
    if isinstance(card, Stays):
        return card
    guided = (act.words.export.GUIDED,) if deps.policy.mail.guided else ()
    told = (act.words.export.AS[order.purpose], *found.sentences(act.words), *doubts, *guided)
    return replace(card, text=(*card.text, *told))


def _problem(deps: Deps, order: ExportOrder, words: Words) -> str:
    if order.problems:
        return _sentence(order.problems[0], words)
    return receipt_problem(order.received, today(deps), words) or _nobody(order, words)


def _nobody(order: ExportOrder, words: Words) -> str:
    """Why it does not say whose data it is."""
    if order.problems:
        return _sentence(order.problems[0], words)
    if not order.subject:
        return words.export.WHOSE_EXPORT
    try:
        Export(ticket="", subject=order.subject, holder=Holder.CUSTOMER, purpose=order.purpose, instance="", signed="")
    except Unsendable:
        return words.errors.not_an_address(order.subject)
    return ""


def _sentence(problem: Unclear | BadDate | MissingValue | Nobody, words: Words) -> str:
    match problem:
        case BadDate(text):
            return words.errors.bad_date(text)
        case MissingValue(option):
            return words.errors.missing_value(option)
        case Nobody(text):
            return words.errors.not_an_address(text)
        case Unclear(text):
            return words.export.unclear(text)


async def _found(deps: Deps, act: Act, holder: Holder, who: str) -> tuple[Found, Sequence[str]]:
    """Whether the person is known, and what else is to be said of that. Unknown or not, the request may be filed."""
    if holder is Holder.CUSTOMER:
        return (await look(deps, act, [who])).told(), ()
    await note_look(deps, act, who)
    try:
        known = await deps.directory.principals_by_email(who)
    except Trouble:
        return Found(listed=Listed.UNASKED), ()
    several = (act.words.find.several_in_directory(who),) if len(known) > 1 else ()
    return Found(listed=Listed.YES) if known else Found(listed=Listed.NO, missing=(who,)), several


def form(words: Words, received: date, *, ref: str = "", values: Mapping[str, str] = {}) -> Form:
    """`values` fill it in beforehand."""

    def one_of(name: str, label: str, options: Mapping[Holder, str] | Mapping[Purpose, str]) -> Field:
        choices = tuple(Option(value, text) for value, text in options.items())
        return Field(name, label, Input.ONE_OF, choices, value=values.get(name, choices[0].value))

    return Form(
        "export",
        ref,
        words.export.TITLE,
        words.refresh.SUBMIT,
        (
            one_of("holder", words.export.WHOSE, words.export.HOLDERS),
            Field("who", words.export.WHO, value=values.get("who", "")),
            one_of("purpose", words.export.PURPOSE, words.export.PURPOSES),
            Field("received", words.refresh.RECEIVED, Input.DATE, value=received.isoformat()),
            Field("reference", words.refresh.REFERENCE, required=False, value=values.get("reference", "")),
        ),
    )


COMMAND = Command(
    name="export",
    usage="export customer|user <e-mail> [as access|portability] [received <date>] [ref <text>]",
    sentence="Asks for approval, then goes through the mails with Microsoft's team until the data is there.",
    example="export customer anna@contoso.com as access",
    who=FILING[Kind.EXPORT],
    behind=Behind.READ,
    typed=export,
    form=export,
    submitted=submitted,
    files=frozenset({Kind.EXPORT}),
)
