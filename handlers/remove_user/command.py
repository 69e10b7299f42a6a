"""`remove-user`: asking that users of Customer Insights lose their roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.addresses import folded as one_spelling
from domain.addresses import is_address
from domain.card import Answer, Card, Choices, Field, Form, Input, Option, not_clear
from domain.chat import SOUGHT_FROM
from domain.erasure.whereabouts import same
from domain.filled import again
from domain.identifiers import named
from domain.ids import guid
from domain.insights import Principal, PrincipalType
from domain.remove_user.access import AccessList, folded
from domain.remove_user.facts import RemovalFacts
from domain.request import Kind
from domain.rights import FILING, Way
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.people.mentions import addresses, whom
from handlers.people.noted_look import note_look
from handlers.remove_user.groups import groups_with_access
from handlers.remove_user.suggesting import Suggestion, look, look_while_typing, suggestion, words_of
from handlers.requests.days import today
from handlers.requests.filing import Filing, Task, file
from handlers.requests.filling import refilled

CHOSEN = "chosen"  # the field of those whom a name may mean


async def remove_user(deps: Deps, act: Act) -> Answer:
    """The typed command; without arguments, the form. A name is looked for among the users, and asked back."""
    if not act.ref.strip():
        return form(act.words)
    if unsure := await _unsure(deps, act, act.ref):
        return unsure
    found = await _asked(deps, act, act.ref)
    if found.problems or not found.items:
        return not_clear(*found.problems, act.words.requests.NOTHING_FILED)
    return await _filed(deps, act, found)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form. `ref` is empty, `anyway:<twin>` or `correct:<old>`. Whoever was chosen counts as typed."""
    chosen = [one for one in act.values.get(CHOSEN, ()) if is_address(one)]
    typed = "\n".join(filter(None, (act.value("users"), *chosen)))
    blank = form(act.words, act.ref, chosen=chosen)
    _, nobody = await whom(deps, act, named(typed).found)
    if bad := refilled(blank, act, {"users": nobody}):
        return bad
    if unsure := await _unsure(deps, act, typed):
        return unsure if isinstance(unsure, Form) else again(blank, act.values, {"users": " ".join(unsure.text[:-1])})
    found = await _asked(deps, act, typed)
    bad = refilled(
        blank, act, {"users": " ".join(found.problems) or ("" if found.items else act.words.remove_user.WHOM_TO_REMOVE)}
    )
    return bad or await _filed(deps, act, found, replaces=act.corrects, anyway=act.anyway)


async def seek(deps: Deps, act: Act) -> Choices:
    """Whom what was typed so far may mean; of a letter or two nobody."""
    typed = act.ref.strip()
    if len(typed) < SOUGHT_FROM:
        return Choices(options=())
    return Choices(options=suggestion(await look_while_typing(deps, act), [typed], act.words).options)


async def _unsure(deps: Deps, act: Act, typed: str) -> Answer | None:
    """Who is meant, where a name stands in the place of an address; None where every word is clear, or is to be looked
    at by itself."""
    words = words_of(typed)
    own = (await deps.insights.my_role()).principal_id if words else ""
    words = [word for word in words if not await _is_own_name(deps, word, own)]
    if not words:
        return None
    found = suggestion(await look(deps, act, own), words, act.words)
    if not found.options:
        return not_clear(*found.said, act.words.requests.NOTHING_FILED)
    clear = named(typed)
    rest = "\n".join(one for one in (*clear.found, *clear.unclear) if one not in words)
    return _choosing(act, rest, found)


def _choosing(act: Act, rest: str, found: Suggestion) -> Form:
    """With everybody who is clear already. Nobody is chosen beforehand but the only one there is, if all were seen."""
    said = act.words.remove_user
    only = found.options[0].value if len(found.options) == 1 and found.whole else ""
    ref = act.ref if act.asked.way is Way.FORM else ""
    fields = (
        Field(CHOSEN, said.CHOOSE, Input.SOME_OF, found.options, required=not rest, value=only),
        Field("users", said.MORE_USERS, Input.PARAGRAPH, required=False, value=rest),
    )
    return Form("remove-user", ref, said.TITLE, act.words.refresh.SUBMIT, fields, " ".join(found.said))


@dataclass
class _Asked:
    """Whose roles are to be removed, what else they are known under, and what is wrong."""

    items: dict[str, Task] = field(default_factory=dict)
    kin: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


async def _asked(deps: Deps, act: Act, typed: str) -> _Asked:
    listed = await deps.insights.assignments()
    own = (await deps.insights.my_role()).principal_id
    names, asked = named(typed), _Asked()
    people = [*await addresses(deps, act, names.found), *names.unclear]
    for who in {one_spelling(who): who for who in people}.values():
        found, problem = await _look_up(deps, act, who, listed, own)
        if problem:
            asked.problems.append(problem)
        elif found:
            first = asked.items.setdefault(found.id, _item(found, who, listed))
            asked.kin[who] = tuple(text for text in (found.email, first.subject) if text and not same(text, who))
    return asked


async def _filed(deps: Deps, act: Act, asked: _Asked, *, replaces: str | None = None, anyway: bool = False) -> Card:
    filing = Filing(
        kind=Kind.REMOVE_USER,
        items=tuple(asked.items.values()),
        subjects=tuple(asked.kin),
        kin=asked.kin,
        received=today(deps),
        replaces=replaces,
        anyway=anyway,
    )
    return await file(deps, act, filing)


def _item(found: Principal, who: str, listed: AccessList) -> Task:
    """With who else was listed: a later list that lacks them too does not show that this one has gone."""
    known = RemovalFacts(email=who, name=found.name, principal=found.id, there=frozenset(listed.ids))
    return Task(found.id, subject=who, facts=known)


async def _look_up(deps: Deps, act: Act, who: str, listed: AccessList, own: str) -> tuple[Principal | None, str]:
    """The principal to remove, or a sentence that says why there is none."""
    if folded(who) == folded(own) or (not is_address(who) and await _is_own_name(deps, who, own)):
        return None, act.words.remove_user.OWN_APPLICATION
    if not is_address(who):
        return await _by_id(deps, act, who, listed, own)
    await note_look(deps, act, who)  # of what is nobody's address nobody is looked up
    known = await deps.directory.principals_by_email(who)
    if len(known) > 1:
        return None, f"{act.words.find.several_in_directory(who)} {act.words.remove_user.BY_ID}"
    if not known:
        return None, act.words.find.not_in_directory(who)
    [found] = known
    if folded(found.id) == folded(own):
        return None, act.words.remove_user.OWN_APPLICATION
    if listed.lists(found.id):
        return found, ""
    if listed.doubt(own):
        return None, act.words.remove_user.perhaps_no_assignment(who)
    through = await groups_with_access(deps, found.id, listed.assignments)
    return None, act.words.remove_user.no_assignment(who, [name or act.words.refresh.UNNAMED for name in through])


async def _by_id(deps: Deps, act: Act, who: str, listed: AccessList, own: str) -> tuple[Principal | None, str]:
    """Somebody by their id, as whoever has left the directory is listed: a user, and nothing says otherwise."""
    said, digits = act.words.remove_user, guid(who)
    if not digits:
        return None, act.words.errors.not_an_address(who)
    held = next((one for one in listed.assignments if guid(one.principal_id) == digits), None)
    if not held:
        return None, said.perhaps_no_assignment(who) if listed.doubt(own) else said.not_listed(who)
    if folded(held.principal_id) == folded(own):
        return None, said.OWN_APPLICATION
    await note_look(deps, act, who)
    names = (await deps.directory.principals([held.principal_id])).values()
    known = next((one for one in names if guid(one.id) == digits), None)
    kinds = {held.principal_type, *([known.type] if known else [])} - {PrincipalType.UNKNOWN}
    if kinds != {PrincipalType.USER}:
        kind = next(iter(kinds - {PrincipalType.USER}), PrincipalType.UNKNOWN)
        return None, said.no_user(known.name if known and known.name else who, kind)
    return known or Principal(id=held.principal_id, type=PrincipalType.USER, name=""), ""


async def _is_own_name(deps: Deps, who: str, own: str) -> bool:
    found = (await deps.directory.principals([own])).get(own)
    return found is not None and found.name.casefold() == who.casefold()


def form(words: Words, ref: str = "", users: str = "", chosen: Sequence[str] = ()) -> Form:
    """Those whom somebody knows by name are chosen, where a platform can look them up; all can be typed. `chosen`: who
    was, in a form that comes back."""
    said, kept = words.remove_user, tuple(Option(one, one) for one in chosen)
    fields = (
        Field("users", said.USERS, Input.PARAGRAPH, required=False, value=users),
        Field(CHOSEN, said.BY_NAME, Input.SOME_OF, kept, required=False, value="\n".join(chosen), seeks=True),
    )
    return Form("remove-user", ref, said.TITLE, words.refresh.SUBMIT, fields)


COMMAND = Command(
    name="remove-user",
    usage="remove-user <e-mail>…",
    sentence="Asks for approval, removes the roles, and checks until they are gone.",
    example="remove-user mark.old@contoso.com",
    who=FILING[Kind.REMOVE_USER],
    behind=Behind.READ,
    typed=remove_user,
    form=remove_user,
    submitted=submitted,
    seeks=seek,
    files=frozenset({Kind.REMOVE_USER}),
)
