"""A database filled by an earlier release holds its sentences no more, and nobody reads anything else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from domain.cell import step_cell
from domain.request import State, StepState
from domain.result import Earlier, LookedAt, OnDay, RunMissed, Sent, kept, result_of
from handlers.ports import Unit
from handlers.requests.sealed import keep_private, private
from handlers.requests.turning_back import _DONE_UP_TO, turn_back
from tests.handlers.erasure.erasing import ANNA, filed_for, state
from tests.handlers.export.exporting import asking
from tests.stage import Scene, said

GONE = "asked 3 times at 2 places, each time with proof that the question finds whoever is there"
MISSED = "the scheduled refresh did not do it, so I start it myself"
ODD = "What nobody can turn back"
# As releases before this one kept them: the label and what is sealed besides.
STEPS: Mapping[str, tuple[str, dict[str, str]]] = {
    "statement:": ("", {"detail": "1 Nov 2026", "by": "x"}),
    "downstream:merge": ("merging", {"detail": MISSED, "scheduled": ""}),
    "check:1": ("after the last step", {"detail": GONE}),
    "check:2": ("after the settling time", {"detail": ODD}),
}


def _earlier(unit: Unit, ref: str) -> None:
    unit.mails.reached(_DONE_UP_TO, "")
    for step in unit.steps.of(ref):
        if step.key in STEPS:
            label, known = STEPS[step.key]
            sealed = keep_private(unit, step, private(unit, step) | {"result": ""} | known)
            done = replace(step, state=StepState.DONE) if step.key.startswith("check") else step
            unit.steps.save(replace(done, label=label, sealed=sealed))


async def test_what_was_kept_as_a_sentence_is_kept_as_what_it_says(anywhere: Scene) -> None:
    ref = await filed_for(anywhere, ANNA, "CRM Contacts", stated=False)
    await state(anywhere, ref, State.NEEDS_ATTENTION)
    storage = anywhere.bot.deps.storage
    await storage.write(lambda unit: _earlier(unit, ref))
    before = said(await anywhere.typed("ada", f"show {ref}"))
    assert all(text in before for text in ("1 Nov 2026", GONE, ODD, MISSED))
    for _ in range(2):
        await storage.write(lambda unit: unit.mails.reached(_DONE_UP_TO, ""))
        await turn_back(anywhere.bot.deps)
        steps = {step.key: step for step in await anywhere.steps(ref)}
        known = await storage.read(lambda unit, steps=steps: {key: private(unit, steps[key]) for key in STEPS})
        assert [steps[key].label for key in STEPS] == [""] * len(STEPS)
        assert not any(one.get("detail") for one in known.values())
        found = {key: result_of(one) for key, one in known.items()}
        assert found["check:1"] == LookedAt(3, 2)
        assert found["check:2"] == Earlier(ODD)
        assert found["downstream:merge"] == RunMissed()
        assert isinstance(found["statement:"], OnDay)
        assert known["statement:"]["by"] == "x"
    assert said(await anywhere.typed("ada", f"show {ref}")).split("as of")[0] == before.split("as of")[0]


async def test_the_stages_of_an_export_are_named_by_their_keys(anywhere: Scene) -> None:
    ref = await asking(anywhere)
    storage = anywhere.bot.deps.storage
    steps = await anywhere.steps(ref)
    assert {step.label for step in steps} == {""}
    known = await storage.read(lambda unit: private(unit, steps[0]))
    assert isinstance(result_of(known), Sent)
    before = said(await anywhere.typed("tess", f"show {ref}"))

    def write(unit: Unit) -> None:
        unit.mails.reached(_DONE_UP_TO, "")
        labels = {"mail:request": "The request to Microsoft’s team", "mail:delivery": "The data"}
        for step in unit.steps.of(ref):
            unit.steps.save(replace(step, label=labels.get(step.key, "")))

    await storage.write(write)
    assert said(await anywhere.typed("tess", f"show {ref}")).split("as of")[0] == before.split("as of")[0]
    await turn_back(anywhere.bot.deps)
    assert {step.label for step in await anywhere.steps(ref)} == {""}


async def test_what_was_changed_meanwhile_stands(anywhere: Scene) -> None:
    ref = await anywhere.file("ada", "refresh CRM Contacts")
    storage = anywhere.bot.deps.storage
    (step,) = await anywhere.steps(ref)

    def write(unit: Unit) -> str | None:
        newer = keep_private(unit, step, kept(RunMissed()))
        unit.steps.save(replace(step, sealed=newer))
        unit.steps.rewrite(step, b"older", "older")
        (now,) = unit.steps.of(ref)
        unit.steps.rewrite(now, newer, "newer")
        unit.steps.rewrite(replace(now, label="newer", sealed=b"other"), None, "")
        return unit.subjects.unseal(step.subject_id, unit.steps.of(ref)[0].sealed, step_cell(step))

    assert result_of(json.loads(await storage.write(write) or "")) == RunMissed()
    assert [step.label for step in await anywhere.steps(ref)] == ["newer"]
