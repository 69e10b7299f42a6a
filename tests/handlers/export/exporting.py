"""What tests of exports share: a ticket, the team behind the sandbox's mailbox, and what stands on the card."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from domain.card import Form
from domain.export import plan as ticket
from domain.export.plan import Stage
from domain.mail.message import Meaning
from domain.request import State, Step, StepState
from domain.words import en as words
from tests.mails.case import raw
from tests.stage import SOON, Scene, filed, said

ANNA = "anna.berg@contoso.com"
PROVED = "spf=pass smtp.mailfrom=microsoft.com; dmarc=pass action=none header.from=microsoft.com"  # as Exchange Online
ASKED = f"export customer {ANNA}"


T = TypeVar("T")


class Straight:
    """A flow that remembers nothing."""

    async def step(self, name: str, do: Callable[[], Awaitable[T]]) -> T:
        return await do()

    async def sleep(self, seconds: float) -> None:
        raise AssertionError


async def team(on: Scene, behaviour: str = "answer", **more: Any) -> None:
    """How Microsoft's team answers from now on; at once, and what is sent is filed at once."""
    await on.steer("PUT", "/mail", {"behaviour": behaviour, "seconds": 0, "filing": 0, **more})


async def approved(on: Scene, text: str = ASKED, who: str = "ada") -> str:
    ref = filed(await on.typed(who, text))
    await on.act("ben", "approve", ref)
    return ref


async def stage(on: Scene, ref: str, which: Stage) -> Step:
    return ticket.step_of(await on.steps(ref), which)


async def place_of(on: Scene, ref: str, which: Stage) -> str:
    """What the button of this stage carries."""
    return f"{ref}.{(await stage(on, ref, which)).position}"


async def acts(on: Scene, ref: str, which: Stage, who: str = "tess", **values: str) -> str:
    return said(await on.act(who, "ticket", await place_of(on, ref, which), values))


async def asked_of(on: Scene, ref: str, which: Stage, who: str = "tess") -> str:
    """What the form carries that the button of this stage opens."""
    form = await on.act(who, "ticket", await place_of(on, ref, which))
    assert isinstance(form, Form)
    return form.ref


async def resolves(on: Scene, ref: str, which: Stage, choice: str) -> str:
    return said(await on.act("tess", "ticket", await asked_of(on, ref, which), {"choice": choice}))


async def comes_to(on: Scene, ref: str, which: Stage, state: StepState = StepState.WAITING, note: str = "") -> Step:
    """Wait until everything before this stage is done, and it is in this state with this note."""
    async with asyncio.timeout(SOON):
        while True:
            steps = await on.steps(ref)
            step, turn = ticket.step_of(steps, which), ticket.current(steps)
            if (step.state, step.note) == (state, note) and (state is StepState.DONE or step == turn):
                return step
            await asyncio.sleep(0.02)


async def state(on: Scene, ref: str, wanted: State) -> None:
    async def look() -> bool:
        return (await on.request(ref)).state is wanted

    await on.wait_for(look)


async def turn(on: Scene, ref: str, which: Stage) -> None:
    """Wait until it is a person's turn at this stage."""
    await comes_to(on, ref, which)
    await state(on, ref, State.NEEDS_ATTENTION)


async def sent(on: Scene, ref: str) -> None:
    """Up to the request that was sent."""
    await turn(on, ref, Stage.REQUEST)
    await acts(on, ref, Stage.REQUEST)


async def asking(on: Scene) -> str:
    """A request that was sent, and nobody answers by themselves."""
    await team(on, "silence")
    ref = await approved(on)
    await sent(on, ref)
    await comes_to(on, ref, Stage.QUESTION)
    return ref


async def confirmed(on: Scene, ref: str) -> None:
    """Up to the confirmation that was sent."""
    await sent(on, ref)
    await turn(on, ref, Stage.CONFIRMATION)
    await acts(on, ref, Stage.CONFIRMATION)


async def delivered(on: Scene, ref: str) -> None:
    await confirmed(on, ref)
    await turn(on, ref, Stage.ANSWER)


async def letters(on: Scene) -> list[dict[str, Any]]:
    """What the team received, oldest first."""
    return list((await on.steer("GET", "/mail"))["received"])


async def received(on: Scene, count: int) -> None:
    """Wait until the team received so many letters."""

    async def look() -> bool:
        return len(await letters(on)) >= count

    await on.wait_for(look)


async def heard(on: Scene, meaning: Meaning) -> str:
    """Wait until Tess is told of a mail that changed nothing; all that she reads of it."""
    return said(await on.until("@tess", words.mail.MEANINGS[meaning]))


async def arrives(on: Scene, text: str, *, junk: bool = False, **headers: Any) -> None:
    """A mail from anybody."""
    await on.steer("POST", "/mail", {"raw": base64.b64encode(raw(text, **headers)).decode(), "junk": junk})


async def answer(on: Scene, ref: str, text: str, name: str = "<answer@microsoft.com>", **headers: Any) -> None:
    """A mail in the thread of this request, as the team would write it, unless said otherwise."""
    told = {
        "authentication_results": PROVED,
        "subject": f"RE: Export of personal data from Customer Insights [{ref}]",
        "in_reply_to": (await letters(on))[-1]["message_id"],
        "references": None,
        "message_id": name,
    }
    await arrives(on, text, **{**told, **headers})
