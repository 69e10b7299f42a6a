"""`dsrbot demo`: the whole story in the terminal, against a fresh sandbox. Every step is checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bot.cli.progress import of_steps
from bot.cli.scripted import APPROVALS, FAILURES, Stage, WentWrong, filed, stage
from bot.settings.contoso import CONTOSO

SOON = timedelta(milliseconds=200)

# As in the playground, but nobody waits to see it happen.
QUICK = CONTOSO.model_copy(
    update={"refresh": CONTOSO.refresh.model_copy(update={"poll_every": SOON, "settle": timedelta(seconds=1)})}
)


async def tell(say: Callable[[str], None] = click.echo) -> bool:
    """Play the story; True when everything ended as it should."""
    with TemporaryDirectory() as folder:
        async with stage(Path(folder), say, config=QUICK, seconds=0.5) as on:
            return await _play(on)


async def _play(on: Stage) -> bool:
    with of_steps(len(CHAPTERS)) as begins:
        for title, chapter in CHAPTERS:
            begins(title)
            on.say(f"\n=== {title}")
            try:
                await chapter(on)
            except WentWrong as wrong:
                on.say(f"\nThis went wrong: {wrong}.")
                return False
    on.say("\nEverything ended as it should.")
    return True


async def erased(on: Stage) -> None:
    """The story of the playground's tour: from the request to *gone*, and to the person who was told."""
    anna, today = "anna@contoso.com", on.bot.deps.clock().astimezone(on.bot.deps.policy.timezone).date().isoformat()
    ref = filed(await on.fill("ada", await on.type("ada", f"erase {anna}")))
    await on.until("@ben", ref, "Waiting for approval")
    await on.press("ben", "Approve", ref)
    await on.until("@ada", ref, "[State it…]")
    await on.delete(anna)
    await on.press("ada", "State it…", ref, {"day": (today,)})
    await on.press("ada", "Decide…", ref, {"choice": ("run",)})
    await on.press("ada", "Confirm…", ref, {"text": ()})
    await on.press("ada", "Settle…", ref, {"day": (today,)})
    await on.until("@ada", ref, "[Tick off…]")
    await on.recreate("Seg_TradeFair")
    await on.press("ada", "Tick off…", ref, {"text": ("Recreated after the refresh.",)})
    await on.until("@ada", ref, "Gone, looked up twice", "[Tell…]")
    await on.press("ada", "Tell…", ref, {"day": (today,)})
    await on.until("@ada", ref, "Completed · gone, looked up twice")


async def refresh_completed(on: Stage) -> None:
    ref = filed(await on.type("ada", 'refresh "CRM Contacts" "Webshop Orders" ref CASE-77'))
    await on.until("@ben", ref, "Waiting for approval")
    await on.press("ben", "Approve", ref)
    await on.until(APPROVALS, ref, "Completed")


async def refresh_fails_and_recovers(on: Stage) -> None:
    await on.behave("Loyalty Members", "fail")
    ref = filed(await on.type("ada", "refresh loyalty members"))
    await on.until("@ben", ref, "Waiting for approval")
    await on.press("ben", "Approve", ref)
    await on.until(FAILURES, ref, "Needs attention", "⚠ Loyalty Members")
    await on.behave("Loyalty Members", "succeed")
    await on.press("ada", "Retry", ref)
    await on.until(FAILURES, ref, "Completed")


async def removal_denied(on: Stage) -> None:
    ref = filed(await on.type("ada", "remove-user mark.old@contoso.com"))
    await on.until("@cleo", ref, "Waiting for approval")
    await on.press("cleo", "Deny", ref, {"reason": ("Mark still works here until Friday.",)})
    await on.until("@ada", ref, "Denied", "until Friday")


async def removal_done(on: Stage) -> None:
    ref = filed(await on.type("ada", "remove-user mark.old@contoso.com"))
    for approver in ("ben", "cleo"):
        await on.until(f"@{approver}", ref, "Waiting for approval")
        await on.press(approver, "Approve", ref)
    await on.until("@ada", ref, "Completed", "✓ mark.old@contoso.com")


async def exported(on: Stage) -> None:
    """The mail loop with Microsoft's team, for which the sandbox's mailbox stands in."""
    ref = filed(await on.type("ada", "export customer anna.berg@contoso.com as portability"))
    await on.until("@ben", ref, "Waiting for approval")
    await on.press("ben", "Approve", ref)
    await on.until("@tess", ref, "[Send the request]")
    await on.press("tess", "Send the request", ref)
    await on.until("@tess", ref, "[Confirm]")
    await on.press("tess", "Confirm", ref)
    await on.until("@tess", ref, "✓ The data", "export.json", "[The person was answered…]")
    today = on.bot.deps.clock().astimezone(on.bot.deps.policy.timezone).date().isoformat()
    await on.press("tess", "The person was answered…", ref, {"day": (today,)})
    await on.until("@ada", ref, "Completed")


CHAPTERS = (
    ("A person is erased, until they are gone", erased),
    ("A refresh is approved and completed", refresh_completed),
    ("A refresh fails for good, is told, and a retry succeeds", refresh_fails_and_recovers),
    ("A removal is denied", removal_denied),
    ("A removal is approved by two people and done", removal_done),
    ("A person's data is exported: the mails with Microsoft's team, seen through to the answer", exported),
)
