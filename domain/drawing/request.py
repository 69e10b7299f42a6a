"""The card of a request: one projection of its row, full for those concerned, masked for a channel."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from domain.brake import ITSELF
from domain.card import Button, Card, Fact, Fold, Item
from domain.drawing.buttons import buttons, is_free, item_button, may, on_a_row, waits_for_retry
from domain.drawing.headline import status, title, tone
from domain.drawing.kinds import section
from domain.drawing.lines import is_doubtful, is_settled, sign
from domain.drawing.turn import turn
from domain.erasure.plan import HumanTask, StepKind, part_of
from domain.moment import joined
from domain.notes import Note
from domain.request import UNANSWERED, Kind, State, StepState, Verdict
from domain.rights import READERS
from domain.rule import Channel, Reader
from domain.view import RequestView, StepView, public
from domain.words.language import Words


def draw(story: RequestView, reader: Reader | Channel) -> Card:
    """The card as this reader may see it now, with what they may do about it; a channel sees it masked.

    Whether they may see it at all is asked before (`domain.rule.sees`).
    """
    request, words, retries = story.request, reader.words, may("retry", story, reader)
    seen = public(story) if isinstance(reader, Channel) else story
    opened, fold = _split(seen, reader)
    return Card(
        title=title(seen, words),
        status=status(story, words),
        tone=tone(story),
        turn=turn(seen, words),
        facts=_facts(seen, words),
        items=opened,
        fold=fold,
        text=(*_text(seen, reader), *([] if retries or not waits_for_retry(seen) else [words.card.RETRY_IS_AN_ADMINS])),
        copy=_copy(seen, words),
        buttons=buttons(seen, reader),
        footer=f"{request.id} · {seen.environment}" + (f" · {words.card.SANDBOX}" if story.sandbox else ""),
        ref=request.id,
        lang=words.tag,
    )


def brief(story: RequestView, reader: Reader | Channel, *sentences: str) -> Card:
    """A notice: what it is about, how it stands and whose turn it is, before what there is to say of it."""
    seen = public(story) if isinstance(reader, Channel) else story
    words = reader.words
    return Card(
        title=title(seen, words),
        status=status(story, words),
        tone=tone(story),
        turn=turn(seen, words),
        text=sentences,
        buttons=(Button("show", story.request.id, words.buttons.SHOW),),
        ref=story.request.id,
        lang=words.tag,
    )


def reminder(story: RequestView, reader: Reader | Channel, sentence: str) -> Card:
    """To who decides in person, with what decides."""
    card = brief(story, reader, sentence)
    if isinstance(reader, Channel):
        return card
    approve = (on_a_row(button) for button in buttons(story, reader) if button.verb == "approve")
    return replace(card, buttons=(*approve, *card.buttons))


def reasons(story: RequestView, words: Words) -> tuple[str, ...]:
    """As those who voted wrote them."""
    return tuple(words.requests.voted(ballot.name, ballot.reason) for ballot in story.ballots if ballot.reason)


def _split(story: RequestView, reader: Reader | Channel) -> tuple[tuple[Item, ...], Fold | None]:
    """What is open, and folded what is done; of a request that is over, everything that nobody has to look at."""
    words = reader.words
    request = story.request
    ordered = sorted(story.lines, key=_urgency) if section(story).by_urgency and request.open else story.lines
    items = [(_item(line, story, reader), _is_past(line, story)) for line in ordered]
    folded = (*(item for item, past in items if past), *section(story).folded(story, words))
    if request.state is State.PENDING_APPROVAL or not folded:
        return tuple(item for item, _ in items), None
    show = (
        Button("show", request.id, words.card.SHOW_ALL) if isinstance(reader, Reader) else None
    )  # a channel has Details
    fold = Fold(words.card.folded(story.done, len(story.lines)), folded, show)
    return tuple(item for item, past in items if not past), fold


def _is_past(line: StepView, story: RequestView) -> bool:
    if not story.request.open:
        return not (line.state is StepState.FAILED or is_doubtful(line) or line.human is not None)
    return is_settled(line) and not section(story).stays(line)


def _facts(story: RequestView, words: Words) -> tuple[Fact, ...]:
    request = story.request
    facts = [Fact(words.card.ASKED_BY, story.requester)]
    if story.subjects and request.by_law:
        facts.append(Fact(words.card.FOR, ", ".join(who or words.people.LOST for who in story.subjects)))
    if story.reference:
        facts.append(Fact(words.card.REFERENCE, story.reference))
    if request.by_law and (story.subjects or story.batch):
        facts += [
            Fact(words.card.RECEIVED, words.moments.day(request.received_on)),
            Fact(words.card.DUE, _due(story, words)),
        ]
        facts += [Fact(words.identity.FACT, _identity(story, words))] if request.questioned_on else []
        facts += [Fact(words.clock.TARGET, words.moments.day(story.target))] if story.target else []
    if story.ballots:
        facts.append(Fact(words.card.VOTES, _votes(story, words)))
    if request.replaces:
        facts.append(Fact(words.card.INSTEAD_OF, request.replaces))
    return tuple(facts)


def _due(story: RequestView, words: Words) -> str:
    """Both dates, where it was extended, and where a question of identity may stop the clock."""
    due = words.moments.day(story.due)
    if story.first_due and story.request.extended_on:
        due = words.extend.both(story.due, story.first_due, story.request.extended_on)
    return words.identity.both(due, story.suspended, proved=bool(story.request.proved_on)) if story.suspended else due


def _identity(story: RequestView, words: Words) -> str:
    asked = story.request.questioned_on
    return words.identity.days(asked, story.request.proved_on) if asked else ""


def _votes(story: RequestView, words: Words) -> str:
    tally = f"{words.lists.progress(story.approvals, story.request.quorum)}: "
    return tally + ", ".join(("✓ " if b.verdict is Verdict.APPROVE else "✕ ") + b.name for b in story.ballots)


def _urgency(line: StepView) -> int:
    """What went wrong stands before what waits for a person, and that before what comes by itself."""
    return 0 if line.state is StepState.FAILED else 1 if line.human is not None else 2


def _item(line: StepView, story: RequestView, reader: Reader | Channel) -> Item:
    words = reader.words
    note = words.steps.note(line.note, part_of(line.key)) if story.request.state is not State.PENDING_APPROVAL else ""
    if line.early and story.request.open:
        note = words.plan.COMES_LATER[part_of(line.key)]
    if line.note == Note.SCHEDULED and line.detail:
        note = ""  # said with its time
    if line.silent:
        note = words.steps.silent_since(line.silent)
    if line.groups_unknown:
        note = "; ".join(filter(None, (note, words.remove_user.GROUPS_UNKNOWN)))
    if line.groups:
        note = joined("; ", (note, words.remove_user.through_groups(line.groups)))
    if line.state is StepState.FAILED:
        owner = words.steps.owner_is(line.owner) if line.owner else ""
        note = joined(" ", (note, owner, words.steps.service_says(line.fault) if line.fault else ""))
    if line.missed and reader.roles & READERS:  # whoever asked without a role sees no colleagues
        note = joined(" ", (note, words.remove_user.missing_too(line.missed)))
    return Item(sign(line), _name(line, words), section(story).told(note, line), item_button(line, story, reader))


def _name(line: StepView, words: Words) -> str:
    part = part_of(line.key)
    return line.name if part is StepKind.SOURCE else words.plan.PARTS[part].format(line.name)


def _text(story: RequestView, reader: Reader | Channel) -> tuple[str, ...]:
    words = reader.words
    request = story.request
    text = [*([words.card.ALTERED] if story.altered else []), *_unended(story, words), *reasons(story, words)]
    text += _later(story, words)
    text += _held(story, reader) if story.held and request.open else []
    text += _paused(story, words)
    text += [words.card.left(name, voted=voted) for name, voted in story.gone]
    text += _found(story, words) if request.open else []
    text += [section(story).crossed(story.crossed, words)] if story.crossed else []
    if advice := section(story).advice(story, words):
        text.append(advice)
    humans = [line.human for line in story.lines if isinstance(line.human, HumanTask) and is_free(line, story)]
    if missing := words.plan.missing(Counter(humans if request.open else ())):
        text.append(missing)
    text += [words.clock.missed(story.due)] if story.missed else []
    text += [*_refusal(story, words), *section(story).text(story, words)]
    if story.subjects and request.by_law and request.state in UNANSWERED and not story.answered:
        text.append(words.card.taken_over(story.taken_over) if story.taken_over else _unanswered(story, words))
    return tuple(text)


def _later(story: RequestView, words: Words) -> list[str]:
    """Both days and why, for who decides on the later one."""
    later, request, said = story.later, story.request, words.clock
    if not later:
        return []
    if request.received_on == later.day:
        return [said.later_approved(later.first, later.day, later.why)]
    told = said.later_asked if request.state is State.PENDING_APPROVAL else said.later_not_approved
    return [told(later.first, later.day, later.why)]


def _unended(story: RequestView, words: Words) -> list[str]:
    return [words.card.NOT_ENDED] if story.unended else []


def _unanswered(story: RequestView, words: Words) -> str:
    return words.refusing.earlier(bool(_copy(story, words))) if story.refused_earlier else words.card.CLOCK_RUNS


def _found(story: RequestView, words: Words) -> tuple[str, ...]:
    """All of it for who decides; from then on the plan says more, but for who may be the same person."""
    found, erasing = story.found, story.request.kind is Kind.ERASURE
    pending = story.request.state is State.PENDING_APPROVAL
    return found.sentences(words, erasing=erasing) if pending else found.others(words)


def _held(story: RequestView, reader: Reader | Channel) -> list[str]:
    """Why, for who reads every request: whoever asked for it without a role hears that there is a hold, and no more."""
    words = reader.words
    tells = bool(reader.roles & READERS)
    when = [(hold, words.moments.at(hold.at, story.zone)) for hold in story.holds]
    return [*(words.card.held(hold.name, at, hold.reason if tells else "") for hold, at in when), words.hold.ON_HOLD]


def _paused(story: RequestView, words: Words) -> list[str]:
    stop = story.paused
    if not stop:
        return []
    at, said = words.moments.at(stop.at, story.zone), words.brake
    return [said.all_on_card(at) if stop.person_id == ITSELF else said.on_card(stop.name, at)]


def _refusal(story: RequestView, words: Words) -> list[str]:
    told = story.refusing
    if not told:
        return []
    because = words.refusing.because(told.signed, told.when, told.ground)
    to_send = told.letter and story.clock_runs and not told.earlier
    return [because, *([words.refusing.TO_SEND] if to_send else [])]


def _copy(story: RequestView, words: Words) -> str:
    return story.refusing.letter if story.refusing else section(story).copy(story, words)
