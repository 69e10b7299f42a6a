"""The whole bot as a process: an address moves in Slack, and who runs the bot hears of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from domain.chat import Standing
from domain.words import en as words
from tests.fakes.slack import payloads
from tests.fakes.slack.sender import buttons
from tests.fakes.slack.world import User
from tests.forked import Forked
from tests.house import House, house, text_of, until

STRANGER = words.rights.STANDING[Standing.MOVED]


async def heard(at: House, user: str, text: str = "help") -> str:
    return text_of((await at.sender.types(text, user=user)).body)


async def move(at: House, who: str, to: str) -> None:
    """Their address is that of another account from now on, and Slack tells of both."""
    users = at.slack.world.users
    email = users[who].email
    users[who].email = f"new.{email}"
    users[to] = User(to, "Nell New", email)
    for user in (who, to):
        await at.sender.send(payloads.user_changed(users[user].shown()))


async def checked(at: House, folder: Path) -> tuple[int | None, str]:
    log = folder / "check.log"
    command = Forked("bot", "check", folder=at.folder, environ=at.environ(), log=log)
    await command.start()
    await command.wait()
    return command.returncode, log.read_text()


async def test_an_address_that_moved_is_told_at_the_start_by_check_and_in_the_log(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        assert words.looking.HELP_TITLE in await heard(at, "U0BEN")
        await move(at, "U0BEN", "U0NELL")
        assert STRANGER in await heard(at, "U0NELL")
        assert STRANGER in await heard(at, "U0BEN")
        told = await until(
            lambda: [m for m in at.slack.world.shown("D0ADA") if words.people.MOVED_TITLE in text_of(m.blocks)],
            "the admin hears",
        )
        assert "ben@contoso.com" not in text_of(told[0].blocks)
        await at.kill()
        await at.start()
        await until(lambda: "Note: The e-mail address of slack:U0NELL" in at.log(), "the start says so")
        assert "nobody has said whose an address is" in at.log()
        assert "@contoso.com" not in at.log()
        code, said = await checked(at, tmp_path)
        assert code == 1
        assert '"ben@contoso.com" = { to = "slack:U0NELL", whose = "same" }' in said
        pressed = buttons(asdict(told[0]))[words.people.WHO_IS_WHO]
        await at.sender.presses(pressed, told[0], user="U0ADA")
        card = await until(
            lambda: [r for r in at.slack.world.ephemeral if words.people.CHOOSE in text_of(r)], "the choice"
        )
        assert "ben@contoso.com" not in text_of(card)
        assert all(label in text_of(card) for label in words.people.WHOSE.values())


async def test_the_only_admin_stays_one_and_the_start_says_so(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        assert words.looking.HELP_TITLE in await heard(at, "U0ADA")
        await move(at, "U0ADA", "U0NELL")
        at.slack.world.users["U0ADA"].flags["deleted"] = True
        assert words.looking.HELP_TITLE in await heard(at, "U0NELL")
        await at.kill()
        await at.start()
        await until(lambda: "so slack:U0NELL stays one all the same" in at.log(), "the start says so")
        assert "@contoso.com" not in at.log()
