"""What the card of an erasure shows besides the rest: whether the person is gone, and what outlives it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.card import Button, Item
from domain.drawing.lines import SIGNS, is_settled
from domain.drawing.refresh import advice, copy
from domain.drawing.section import Section
from domain.erasure.plan import HumanTask, StepKind, Verdict, found_gone, part_of
from domain.request import State, StepState
from domain.view import RequestView, StepView
from domain.words.language import Words


def _title(story: RequestView, words: Words) -> str:
    sources = [line.name for line in story.sources]
    return words.batch.erase(story.batch.count, sources) if story.batch else words.card.erase(story.named, sources)


def _verdict(story: RequestView, words: Words) -> str:
    """What was found outweighs all else."""
    if story.batch and story.request.state in {State.COMPLETED, State.NEEDS_ATTENTION}:
        return words.batch.status(story.batch.gone, story.batch.count)
    state, notes = story.request.state, [line.note for line in _checks(story)]
    if state is State.NEEDS_ATTENTION:
        bad = next((v for v in (Verdict.STILL_THERE, Verdict.NO_CHECK) if v.note in notes), None)
        return words.card.VERDICTS[bad] if bad else words.card.GONE if _found_gone(story) else ""
    if state is not State.COMPLETED:
        return ""
    if later := _later(story):
        return words.card.LATER[later]
    if not notes:
        return ""
    return words.card.VERDICTS[Verdict.GONE] if _found_gone(story) else words.card.NOT_VERIFIED


def _is_stuck(story: RequestView) -> bool:
    """Once the person was found gone, only what failed is. What became of one of a batch stands at that one."""
    if story.batch:
        return bool(story.failed)
    return not _found_gone(story) or bool(story.failed)


def _is_unproved(story: RequestView) -> bool:
    if story.batch and story.batch.gone < story.batch.count:
        return True
    return _later(story) is not None or not all(is_settled(line) for line in _checks(story))


def _later(story: RequestView) -> Verdict | None:
    """What a look after the end brought to light that the verdict of the end did not know."""
    failed = (line for line in story.lines if part_of(line.key) is StepKind.AGAIN and line.state is StepState.FAILED)
    notes = [line.note for line in failed]
    return next((v for v in (Verdict.STILL_THERE, Verdict.NO_CHECK) if v.note in notes), None)


def _found_gone(story: RequestView) -> bool:
    """Every look-up that the plan has was made, and found nobody."""
    return found_gone(_checks(story))


def _checks(story: RequestView) -> list[StepView]:
    return [line for line in story.lines if part_of(line.key) is StepKind.CHECK]


def _left(story: RequestView, words: Words) -> Sequence[Item]:
    return tuple(
        Item(SIGNS[StepState.WAITING], words.plan.OUTLIVES[what], words.plan.outlives_until(what, until))
        for what, until in story.left
    )


def _of_batch(story: RequestView, words: Words) -> Sequence[str]:
    """How it stands with all of them, while nobody is named."""
    batch, said = story.batch, words.batch
    if not batch:
        return ()
    if story.request.state is State.PENDING_APPROVAL:
        return said.each([line.name for line in story.sources]), said.STILL_FOR_OTHERS
    told = [said.answered(batch.told, batch.gone)] if batch.gone else []
    return said.tally(batch.counts), *told


def _for_batch(story: RequestView, words: Words) -> list[Button]:
    ref, batch = story.request.id, story.batch
    people = [Button("people", f"{ref}.0", words.batch.PEOPLE)] if batch else []
    return people + ([Button("tell-all", ref, words.batch.TELL)] if batch and batch.told < batch.gone else [])


def _deciding_all(story: RequestView, words: Words) -> list[Button]:
    """Where several segments wait for a decision, one form for all of them."""
    waiting = sum(line.human is HumanTask.DECIDE for line in story.lines) if story.request.open else 0
    return [Button("decide-all", story.request.id, words.erasure.decide_all(waiting))] if waiting > 1 else []


def _buttons(story: RequestView, words: Words) -> list[Button]:
    if story.batch:
        return [*_for_batch(story, words), *_deciding_all(story, words)]
    if story.request.state is State.COMPLETED:
        return [Button("certificate", story.request.id, words.certificate.BUTTON)]
    return _deciding_all(story, words)


ERASURE = Section(
    title=_title,
    approve=lambda words: words.buttons.APPROVE_ERASURE,
    final=True,
    verdict=_verdict,
    is_stuck=_is_stuck,
    is_unproved=_is_unproved,
    folded=_left,
    advice=advice,
    copy=copy,
    text=_of_batch,
    crossed=lambda refs, words: words.erase.copy_open(refs),
    buttons=_buttons,
)
