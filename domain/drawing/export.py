"""What the card of an export shows besides the rest: whose turn it is, and the buttons of the tenant admin."""

from __future__ import annotations

from domain.card import Button, Confirm, Style
from domain.drawing.section import Section, beside
from domain.export.plan import CALLED, MAIN, Deed, Stage, resting, stage_of
from domain.moment import capital, joined
from domain.request import BEGUN, State, StepState
from domain.view import RequestView, StepView
from domain.words.language import Words

_STOPPED = frozenset({State.CANCELLED, State.REFUSED})


def _title(story: RequestView, words: Words) -> str:
    return words.card.export(story.named, story.holder, story.purpose)


def _text(story: RequestView, words: Words) -> list[str]:
    """Who goes on, or what may still come after the end."""
    request = story.request
    if request.state in _STOPPED and _sent(story):
        return [words.export.MAILED_ALREADY]
    turn = _turn(story)
    if not turn or not turn.human or request.state not in BEGUN:
        return []
    guided = (words.export.GUIDED,) if story.guided else ()
    drafted = (words.export.REMINDER_READS,) if story.letter and turn.human is Deed.CAME else ()
    return [*guided, *_question(story, words), words.export.next_deed(Deed(turn.human), _stage(turn)), *drafted]


def _question(story: RequestView, words: Words) -> list[str]:
    """What is to be confirmed, before it is."""
    read = resting(story.lines)
    if not read or stage_of(read.key) is not Stage.QUESTION or read.state is not StepState.DONE:
        return []
    told = [words.mail.rests_on(read.detail)] if read.detail else []
    return [*told, *([words.mail.they_wrote(story.question)] if story.question else [])]


def _waits(story: RequestView, words: Words) -> str:
    """Whom it waits for, where it goes on as it should; empty where the state says enough."""
    turn = _turn(story)
    if story.request.state not in BEGUN or not turn or _is_stuck(story):
        return ""
    return words.export.WAITS_FOR_TEAM if turn.human is Deed.CAME else words.export.WAITS_FOR_TENANT_ADMIN


def _is_stuck(story: RequestView) -> bool:
    """Something is not as it should be, beyond that somebody's turn has come."""
    return story.called or bool(story.failed)


def _buttons(story: RequestView, words: Words) -> list[Button]:
    """For every personal card: who may press them is asked when they are pressed."""
    if story.request.state not in BEGUN:
        return []
    buttons = [_main(story, line, words) for line in story.lines if line.human in MAIN]
    waits = next((line for line in story.lines if line.human is Deed.CAME), None)
    on_its_way = any(line.state is StepState.RUNNING for line in story.lines)
    if waits and not story.guided and not on_its_way:
        style = Style.PRIMARY if waits.note in CALLED else Style.PLAIN
        title = words.buttons.remind_title(_title(story, words))
        ask = Confirm(title, words.buttons.REMIND_TEXT, words.export.REMIND, words.buttons.KEEP)
        buttons.append(Button("remind", story.request.id, words.export.REMIND, style, ask))
    if (read := resting(story.lines)) and not on_its_way:
        buttons.append(Button("not-it", read.ref, words.mail.NOT_IT))
    return buttons


def _told(note: str, line: StepView) -> str:
    """“sent” and “on 2 Nov”; after a whole sentence the moment is one of its own."""
    if not stage_of(line.key):
        return beside(note, line)
    return joined(" ", (note, capital(line.detail) if note.endswith(".") else line.detail))


def _main(story: RequestView, line: StepView, words: Words) -> Button:
    stage = _stage(line)
    if line.human is Deed.SEND:
        title = words.buttons.send_title(stage, _title(story, words))
        ask = Confirm(title, words.buttons.SEND_TEXTS[stage], words.export.SEND, words.buttons.KEEP)
        return Button("ticket", line.ref, words.export.SEND_LABELS[stage], Style.PRIMARY, ask)
    return Button("ticket", line.ref, words.export.DEEDS[Deed(line.human or "")], Style.PRIMARY)


def _turn(story: RequestView) -> StepView | None:
    """What comes first: what nothing goes on without, else the mail that is waited for."""
    open_ = [line for line in story.lines if isinstance(line.human, Deed)]
    return next((line for line in open_ if line.human in MAIN), open_[0] if open_ else None)


def _stage(line: StepView) -> Stage:
    return stage_of(line.key) or Stage.REQUEST


def _sent(story: RequestView) -> bool:
    return any(_stage(line) is Stage.REQUEST and line.state is StepState.DONE for line in story.lines)


def _stays(line: StepView) -> bool:
    """Where data was delivered is what the next one needs, until the person has it."""
    return stage_of(line.key) is Stage.DELIVERY


EXPORT = Section(
    title=_title,
    approve=lambda words: words.buttons.APPROVE_EXPORT,
    final=False,
    retried=False,
    counts=False,
    by_urgency=False,
    waits=_waits,
    is_stuck=_is_stuck,
    told=_told,
    stays=_stays,
    text=_text,
    crossed=lambda refs, words: words.export.erasure_open(refs),
    copy=lambda story, _: story.letter,
    buttons=_buttons,
)
