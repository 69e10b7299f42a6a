"""Somebody who takes the playground's tour, and does what it says."""

from __future__ import annotations

from tests.bot.playground.browsing import Screen
from tests.days import today

SLOW = 120_000  # milliseconds; an erasure looks the person up twice, at every place


async def take_the_tour(screen: Screen) -> None:
    """From the offer to *gone*, and to the person who was told."""
    screen.page.set_default_timeout(SLOW)
    await screen.page.get_by_role("button", name="Begin").click()
    await screen.stop("Step 1 of 5: Ask")
    await screen.line(screen.left).press("Enter")
    await screen.submit("Ask for approval")
    await screen.stop("Step 2 of 5: Approve")
    await screen.approve(screen.right)
    await screen.stop("Step 3 of 5: Delete at the source")
    await screen.panel.get_by_label("E-mail address of the person").fill("anna@contoso.com")
    await screen.panel.get_by_role("button", name="Delete the record").click()
    await screen.see(screen.panel, "Deleted in CRM Contacts, CRM Web and Newsletter Subscribers.")
    await screen.settle("State it…")
    await screen.submit("State the day")
    await screen.see(screen.page.locator("#tour"), "Step 4 of 5: Settle the rest")
    await screen.settle("Decide…")
    await screen.form.get_by_label("Activate and run").check()
    await screen.submit("Decide")
    await screen.settle("Confirm…")
    await screen.submit("Confirm the list")
    await screen.settle("Settle…")
    await screen.form.get_by_label("Told on").fill(today().isoformat())
    await screen.submit("Note what was told")

    await screen.see(screen.page.locator("#tour"), "Recreate the static segment")
    await screen.panel.get_by_role("button", name="Recreate: Trade fair 2025").click()
    await screen.see(screen.panel, "It holds those who are customers now.")
    await screen.settle("Tick off…")
    await screen.form.get_by_role("textbox").fill("Recreated after the refresh.")
    await screen.submit("Tick it off")

    await screen.see(screen.page.locator("#tour"), "Step 5 of 5: Answer the person")
    await screen.settle("Tell…")  # the answer, which is asked for after the last look alone
    await screen.submit("Note the answer")
    for pane in (screen.left, screen.channels):
        await screen.see(pane, "Completed · gone, looked up twice")
    await screen.see(screen.page.locator("#tour"), "That was the tour.")
