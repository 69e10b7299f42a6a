"""Somebody types a name: those of the users whom it may mean are asked back, and nobody is taken for somebody else."""

from __future__ import annotations

from dataclasses import replace

from domain.card import Answer, Choices, Form
from domain.chat import Place, Sought
from domain.policy import ActLimits
from domain.request import Kind
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.stage import Scene, filed, said

JULIA = "julia.stern@contoso.com"
LIST = "/rbac/assignments"


async def asked_back(on: Scene, typed: str) -> Form:
    answer = await on.typed("ada", f"remove-user {typed}")
    assert isinstance(answer, Form), said(answer)
    return answer


def chosen(form: Form) -> dict[str, str]:
    return {option.value: option.label for option in form.fields[0].options}


async def submit(on: Scene, form: Form, *who: str, more: str = "") -> Answer:
    return await on.act("ada", form.verb, form.ref, {"chosen": who, "users": more})


async def test_a_name_that_one_user_has_is_asked_back_with_them(desk: Scene) -> None:
    form = await asked_back(desk, "Julia")
    assert [*chosen(form)] == [JULIA]
    assert form.fields[0].value == JULIA
    assert form.text == words.remove_user.matches("Julia", 1, 20)
    request = await desk.request(filed(await submit(desk, form, JULIA)))
    assert request.kind is Kind.REMOVE_USER
    assert JULIA in said(await desk.typed("ada", f"show {request.id}"))


async def test_of_several_nobody_is_chosen_beforehand(desk: Scene) -> None:
    form = await asked_back(desk, "contoso")
    assert len(form.fields[0].options) > 1
    assert form.fields[0].value == ""
    assert words.remove_user.WHOM_TO_REMOVE in said(await submit(desk, form))
    assert not desk.rows("SELECT 1 FROM requests")


async def test_what_was_clear_beside_the_name_stays(desk: Scene) -> None:
    form = await asked_back(desk, "mark.old@contoso.com, Julia Stern")
    assert form.fields[1].value == "mark.old@contoso.com"
    ref = filed(await submit(desk, form, JULIA, more="mark.old@contoso.com"))
    shown = said(await desk.typed("ada", f"show {ref}"))
    assert JULIA in shown
    assert "mark.old@contoso.com" in shown


async def test_a_name_in_the_form_is_asked_back_as_well_and_corrects_what_the_form_did(desk: Scene) -> None:
    old = await desk.file("ada", "remove-user mark.old@contoso.com")
    form = await desk.act("ada", "remove-user", f"correct:{old}", {"users": "Julia"})
    assert isinstance(form, Form)
    assert form.ref == f"correct:{old}"
    ref = filed(await submit(desk, form, JULIA))
    assert (await desk.request(ref)).replaces == old


async def test_where_nobody_is_called_so_that_is_said_and_nothing_is_filed(desk: Scene) -> None:
    told = said(await desk.typed("ada", "remove-user Rumpelstilzchen"))
    assert words.remove_user.matches("Rumpelstilzchen", 0, 20) in told
    assert words.requests.NOTHING_FILED in told
    form = await desk.act("ada", "remove-user", "", {"users": "Rumpelstilzchen"})
    assert isinstance(form, Form)
    assert form.fields[0].error == words.remove_user.matches("Rumpelstilzchen", 0, 20)
    assert form.fields[0].value == "Rumpelstilzchen"


async def test_many_are_cut_and_that_is_said(desk: Scene) -> None:
    listed = await desk.bot.deps.insights.assignments()
    form = await asked_back(desk, "contoso")
    assert len(form.fields[0].options) <= min(20, len(listed.assignments))
    assert ("first 20" in form.text) == (len(form.fields[0].options) == 20)


async def test_a_list_that_cannot_be_read_is_said(desk: Scene) -> None:
    desk.wire.refuse("GET", LIST, 503, times=9)
    assert words.errors.INSIGHTS_DOWN in said(await desk.typed("ada", "remove-user Julia"))


async def test_a_list_that_may_lack_somebody_is_said_whether_anybody_was_found_or_not(desk: Scene) -> None:
    listed = await desk.bot.deps.insights.assignments()
    rows = [
        {"principalId": one.principal_id, "principalType": "User", "roles": ["Viewer"]} for one in listed.assignments
    ]
    desk.wire.refuse("GET", LIST, 200, times=9, body=[*rows, "odd"])
    for name in ("Julia", "Rumpelstilzchen"):
        answer = await desk.typed("ada", f"remove-user {name}")
        assert words.remove_user.not_whole(1) in f"{said(answer)} {answer.text}"


async def test_who_may_not_hears_no_names_and_a_look_is_on_record(desk: Scene) -> None:
    for who in ("ben", "olga", "nils"):
        answer = said(await desk.typed(who, "remove-user Julia"))
        assert "julia.stern" not in answer
    assert not desk.rows("SELECT 1 FROM events WHERE kind = 'users.viewed'")
    await asked_back(desk, "Julia")
    assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'users.viewed'")) == 1


async def sought(on: Scene, who: str, text: str, verb: str = "remove-user") -> Answer:
    account = on.terminal.account(who)
    place = Place(account.surface, f"@{who}", private=True)
    return await on.bot.desk(Sought(account=account, place=place, verb=verb, text=text))


async def test_while_somebody_types_those_are_offered_whom_it_may_mean(desk: Scene) -> None:
    answer = await sought(desk, "ada", "juli")
    assert isinstance(answer, Choices)
    assert [option.value for option in answer.options] == [JULIA]
    for text in ("", "j", "ju", "  j ", "nobody at all"):
        assert await sought(desk, "ada", text) == Choices()


async def test_who_may_not_file_it_is_offered_nobody_and_the_attempt_is_on_record(desk: Scene) -> None:
    for who in ("ben", "olga", "nils", "gus"):
        assert not isinstance(await sought(desk, who, "juli"), Choices)
    assert not isinstance(await sought(desk, "ada", "juli", "hold"), Choices)
    assert not isinstance(await sought(desk, "ada", "juli", "no-such"), Choices)
    assert not desk.rows("SELECT 1 FROM events WHERE kind = 'users.viewed'")
    assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'act.refused'")) >= 4


async def test_whoever_types_names_can_still_send_the_form(opened: Open) -> None:
    few = replace(ActLimits(), person=3)
    async with opened(works=False, limits=few) as desk:
        for _ in range(9):
            await sought(desk, "ada", "juli")
        assert not isinstance(await sought(desk, "ada", "juli"), Choices)
        filed(await desk.act("ada", "remove-user", "", {"chosen": JULIA}))


async def test_who_types_on_is_one_look_and_somebody_else_is_another(desk: Scene) -> None:
    looks = "SELECT 1 FROM events WHERE kind = 'users.viewed'"
    for text in ("jul", "juli", "julia s"):
        assert await sought(desk, "ada", text) != Choices()
    assert len(desk.rows(looks)) == 1
    assert await sought(desk, "amir", "julia") != Choices()
    assert len(desk.rows(looks)) == 2
    await asked_back(desk, "Julia")  # what is decided by is looked at anew
    assert len(desk.rows(looks)) == 3
