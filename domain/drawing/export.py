"""What the card of an export shows besides the rest: whose turn it is, and the buttons of the tenant admin."""

from __future__ import annotations

from domain import words
from domain.card import Button, Confirm, Style
from domain.export.plan import CALLED, MAIN, Deed, Stage, resting, stage_of
from domain.moment import capital, joined
from domain.request import BEGUN, Kind, State, StepState
from domain.view import Line, Story
from domain.words import card as words_card

_STOPPED = frozenset({State.CANCELLED, State.REFUSED})


def export_text(story: Story) -> list[str]:
    """Who goes on, or what may still come after the end."""
    request = story.request
    if request.kind is not Kind.EXPORT:
        return []
    if request.state in _STOPPED and _sent(story):
        return [words.MAILED_ALREADY]
    turn = _turn(story)
    if not turn or not turn.human or request.state not in BEGUN:
        return []
    guided = (words.GUIDED,) if story.guided else ()
    drafted = (words.REMINDER_READS,) if story.letter and turn.human is Deed.CAME else ()
    return [*guided, *_question(story), words.next_deed(Deed(turn.human), _stage(turn)), *drafted]


def _question(story: Story) -> list[str]:
    """What is to be confirmed, before it is."""
    read = resting(story.lines)
    if not read or stage_of(read.key) is not Stage.QUESTION or read.state is not StepState.DONE:
        return []
    told = [words.rests_on(read.detail)] if read.detail else []
    return [*told, *([words.they_wrote(story.question)] if story.question else [])]


def export_status(story: Story) -> str:
    """Whom it waits for, where it goes on as it should; empty where the state says enough."""
    turn = _turn(story)
    if story.request.state not in BEGUN or not turn or is_stuck(story):
        return ""
    return words.WAITS_FOR_TEAM if turn.human is Deed.CAME else words.WAITS_FOR_TENANT_ADMIN


def is_stuck(story: Story) -> bool:
    """Something is not as it should be, beyond that somebody's turn has come."""
    return story.called or bool(story.failed)


def export_buttons(story: Story) -> list[Button]:
    """For every personal card: who may press them is asked when they are pressed."""
    if story.request.state not in BEGUN:
        return []
    buttons = [_main(story, line) for line in story.lines if line.human in MAIN]
    waits = next((line for line in story.lines if line.human is Deed.CAME), None)
    on_its_way = any(line.state is StepState.RUNNING for line in story.lines)
    if waits and not story.guided and not on_its_way:
        style = Style.PRIMARY if waits.note in CALLED else Style.PLAIN
        title = words_card.remind_title(words_card.export(story.named, story.holder, story.purpose))
        ask = Confirm(title, words_card.REMIND_TEXT, words.REMIND, words.KEEP)
        buttons.append(Button("remind", story.request.id, words.REMIND, style, ask))
    if (read := resting(story.lines)) and not on_its_way:
        buttons.append(Button("not-it", read.ref, words.NOT_IT))
    return buttons


def with_moment(note: str, moment: str) -> str:
    """“sent” and “on 2 Nov”; after a whole sentence the moment is one of its own."""
    return joined(" ", (note, capital(moment) if note.endswith(".") else moment))


def _main(story: Story, line: Line) -> Button:
    stage = _stage(line)
    if line.human is Deed.SEND:
        title = words_card.send_title(stage, words_card.export(story.named, story.holder, story.purpose))
        ask = Confirm(title, words_card.SEND_TEXTS[stage], words.SEND, words.KEEP)
        return Button("ticket", line.ref, words.SEND_LABELS[stage], Style.PRIMARY, ask)
    return Button("ticket", line.ref, words.DEEDS[Deed(line.human or "")], Style.PRIMARY)


def _turn(story: Story) -> Line | None:
    """What comes first: what nothing goes on without, else the mail that is waited for."""
    open_ = [line for line in story.lines if isinstance(line.human, Deed)]
    return next((line for line in open_ if line.human in MAIN), open_[0] if open_ else None)


def _stage(line: Line) -> Stage:
    return stage_of(line.key) or Stage.REQUEST


def _sent(story: Story) -> bool:
    return any(_stage(line) is Stage.REQUEST and line.state is StepState.DONE for line in story.lines)
