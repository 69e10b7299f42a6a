"""The buttons on the card of a request: of those that its state offers, the ones that its reader may press.

In a channel stand those for everybody who is entitled. The rule is asked again at every click, whatever is shown.
"""

from __future__ import annotations

from dataclasses import replace

from domain.card import Button, Confirm, Style
from domain.drawing.headline import title
from domain.drawing.kinds import section
from domain.erasure.plan import HumanTask, StepKind, part_of
from domain.export.plan import Deed
from domain.refs import ON_A_ROW, Ref
from domain.request import State
from domain.rights import PARTS, UNSTATED, Way
from domain.rule import About, Asked, Channel, Reader, refusal
from domain.view import RequestView, StepView
from domain.words.language import Words

_IN_A_CHANNEL = frozenset({"approve", "deny", "retry", "details"})


def buttons(story: RequestView, reader: Reader | Channel) -> tuple[Button, ...]:
    """At the foot of the card. `reader`: a channel too, where the rest is under Details."""
    words = reader.words
    details = Button("details", story.request.id, words.buttons.DETAILS)
    if isinstance(reader, Channel):
        offered = [*_deciding(story, reader), *_going_on(story, words), details]
        return tuple(button for button in offered if button.verb in _IN_A_CHANNEL)
    offered = [*_deciding(story, reader), *_going_on(story, words)]
    return tuple(button for button in offered if may(button.verb, story, reader))


def on_a_row(button: Button) -> Button:
    """It does the same, and the list or page that it stands on is no card of the request: it must not turn into one."""
    return replace(button, verb=f"{ON_A_ROW}{button.verb}")


def item_button(line: StepView, story: RequestView, reader: Reader | Channel) -> Button | None:
    """What this line waits for. What a whole export waits for stands at the foot of its card instead."""
    if not line.human or not (story.request.open or part_of(line.key) is StepKind.ANSWER):
        return None
    if isinstance(line.human, Deed):
        button = Button("ticket", line.ref, reader.words.export.DEEDS[line.human]) if line.human is Deed.CAME else None
    else:
        button = Button("settle", line.ref, reader.words.plan.HUMAN[line.human])
    return button if button and is_free(line, story) and may(button.verb, story, reader, line) else None


def is_free(line: StepView, story: RequestView) -> bool:
    """Whether no legal hold forbids the part that a person has in it."""
    return not (story.held and isinstance(line.human, HumanTask) and PARTS[line.human].unheld)


def may(verb: str, story: RequestView, reader: Reader | Channel, line: StepView | None = None) -> bool:
    """Whether this button is its reader's to press. A vote that was given cannot be given again."""
    if isinstance(reader, Channel):
        return True
    human = line.human if line and isinstance(line.human, HumanTask) else None
    about = About.of(story.request, human, askers=line.askers if line else frozenset())
    if line and reader.person_id in line.voters:
        return False
    asked = Asked(Way.BUTTON, verb, story.presses.get(verb, UNSTATED), Ref(request=story.request.id))
    return not refusal(asked, about, reader.person_id, reader.roles)


def waits_for_retry(story: RequestView) -> bool:
    request = story.request
    stuck = section(story).retried and request.state is State.NEEDS_ATTENTION
    if not stuck or story.paused or not _is_offered("retry", story):
        return False
    return bool(story.failed or story.lines == story.sources)


def _is_offered(verb: str, story: RequestView) -> bool:
    """Whether no legal hold makes it vain. The release goes on by itself with what the hold has stopped."""
    return not (story.held and story.presses.get(verb, UNSTATED).who.unheld)


def _deciding(story: RequestView, reader: Reader | Channel) -> list[Button]:
    voted = isinstance(reader, Reader) and any(ballot.person_id == reader.person_id for ballot in story.ballots)
    if story.request.state is not State.PENDING_APPROVAL or story.request.batch or voted:
        return []
    approve = [_approve(story, reader.words)] if _is_offered("approve", story) else []
    return [*approve, Button("deny", story.request.id, reader.words.buttons.DENY, Style.DANGER)]


def _going_on(story: RequestView, words: Words) -> list[Button]:
    request, ref = story.request, story.request.id
    found = [Button("retry", ref, words.buttons.RETRY, Style.PRIMARY)] if waits_for_retry(story) else []
    alone = story.batch is None
    found += (
        [Button("correct", ref, words.buttons.CORRECT)] if alone and request.state is State.PENDING_APPROVAL else []
    )
    found += [button for button in section(story).buttons(story, words) if _is_offered(button.verb, story)]
    if kind := story.next_letter:
        found.append(Button("letter-next", f"{ref}.{kind}", words.letters.lead(kind), about=ref))
    found += [_cancel(story, words)] if request.open and not request.cancel_asked_by else []
    if alone and request.state in {State.DENIED, State.EXPIRED}:
        found.append(Button("correct", ref, words.buttons.ASK_AGAIN, Style.PRIMARY))
    return found


def _approve(story: RequestView, words: Words) -> Button:
    kind, asked = section(story), words.buttons.approve_title(title(story, words))
    ask = Confirm(asked, kind.approve(words), words.buttons.APPROVE, words.buttons.KEEP, final=kind.final)
    once = None if story.factor else ask  # the form that asks for it says the same
    return Button("approve", story.request.id, words.buttons.APPROVE, Style.PRIMARY, once)


def _cancel(story: RequestView, words: Words) -> Button:
    said = words.buttons
    ask = Confirm(said.cancel_title(title(story, words)), said.CANCEL_TEXT, said.CANCEL, said.KEEP)
    return Button("cancel", story.request.id, said.CANCEL, Style.DANGER, ask)
