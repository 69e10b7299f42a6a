"""`letter`: what is to be written to the person, or to recipients, drafted to read, to copy and to keep as a file."""

from __future__ import annotations

from domain.card import Answer, Button, Card, Confirm, Style, not_clear, say
from domain.event import EventKind
from domain.file import TEXT, File
from domain.letters import LetterKind
from domain.refs import Ref, mark_of
from domain.request import Request
from domain.rights import WRITE
from domain.rule import Reader
from domain.unread import Behind
from domain.words.language import Words
from domain.words.languages import by_name, names_of
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.gate import viewed
from handlers.requests.letter_language import LANG
from handlers.requests.letter_mail import barred, send
from handlers.requests.letters import Draft, drafted
from handlers.requests.paper import Paper
from handlers.requests.signer import Signer


async def letter(deps: Deps, act: Act) -> Answer:
    """Which letters can be written now, or the one that is named, in the language that is named: from then on all of
    this request are in that. Looking at one, and choosing, is an event."""
    if not act.request_id:
        return not_clear(act.words.errors.which_request("letter"))
    typed, _, language = f" {act.asked.ref.rest.strip().casefold()} ".partition(" in ")
    named, chosen = act.asked.ref.part or typed.strip(), by_name(language)
    if named and named not in set(LetterKind):
        return not_clear(act.words.letters.UNKNOWN)
    if language.strip() and not chosen:
        return not_clear(act.words.letters.WHICH_LANGUAGE.format(act.words.lists.names_of(names_of(act.words))))
    now = deps.clock()

    def look(unit: Unit) -> Card:
        request = viewed(unit, act, now)
        if isinstance(request, Card):
            return request
        if chosen:
            lang = {LANG: chosen.tag}
            unit.events.add(EventKind.LETTER_DRAFTED, now, actor=act.person.id, request=request.id, data=lang)
        if not named:
            return _which(unit, deps, request, act)
        draft = drafted(unit, deps, request, LetterKind(named), Signer.of(unit, act.person.id), act.words)
        if draft.text:
            data = {"letter": str(draft.kind)}
            unit.events.add(EventKind.LETTER_DRAFTED, now, actor=act.person.id, request=request.id, data=data)
        return _shown(unit, deps, request, draft, act.words)

    return await deps.storage.write(look)


def _which(unit: Unit, deps: Deps, request: Request, act: Act) -> Card:
    drafts = [drafted(unit, deps, request, kind, Signer.of(unit, act.person.id), act.words) for kind in LetterKind]
    there = [draft.kind for draft in drafts if draft.text]
    if not there:
        return say(*dict.fromkeys(draft.why for draft in drafts))
    said = act.words.letters
    buttons = tuple(Button("letter", f"{request.id}.{kind}", said.NAMES[kind], about=request.id) for kind in there)
    return Card(text=(said.WHICH,), buttons=buttons)


def _shown(unit: Unit, deps: Deps, request: Request, draft: Draft, words: Words) -> Card:
    if not draft.text:
        return say(draft.why)
    said, ref = words.letters, f"{request.id}.{draft.kind}"
    why = barred(unit, deps, request, draft, words)
    sends = () if why else (_send(request, draft, words),)
    keep = Button(PAPER.name, ref, said.DOWNLOAD, about=request.id)
    text = (why,) if why else ()
    return Card(title=said.title(draft.kind, request.id), text=text, copy=draft.text, buttons=(*sends, keep))


def _send(request: Request, draft: Draft, words: Words) -> Button:
    """It carries a mark of what was read."""
    said, ref = words.letters, f"{request.id}.{draft.kind}~{mark_of(draft.text)}"
    ask = Confirm(said.send_title(draft.kind, request.id), said.SEND_TEXT, said.SEND, words.buttons.KEEP)
    return Button("letter-send", ref, said.SEND, Style.PRIMARY, ask, about=request.id)


def _drafted(unit: Unit, deps: Deps, ref: Ref, signer: Signer, words: Words) -> Draft | None:
    request = unit.requests.get(ref.request)
    return drafted(unit, deps, request, LetterKind(ref.part), signer, words) if request and ref.part else None


def _bar(unit: Unit, deps: Deps, ref: Ref, words: Words) -> str:
    draft = _drafted(unit, deps, ref, Signer("", ""), words)
    return draft.why if draft else words.letters.WHICH_ONE


async def _made(deps: Deps, ref: Ref, reader: Reader) -> File | None:
    def make(unit: Unit) -> Draft | None:
        return _drafted(unit, deps, ref, Signer.of(unit, reader.person_id), reader.words)

    draft = await deps.storage.read(make)
    if not draft or not draft.text:
        return None
    return File(
        name=f"letter-{draft.kind}-{ref.request}.txt",
        media=TEXT,
        content=draft.text.encode(),
        about=reader.words.letters.about(draft.kind, ref.request),
        verb=PAPER.verb,
        ref=f"{ref.request}.{draft.kind}",
    )


PAPER = Paper(
    name="letter-copy",
    right=WRITE,
    bar=_bar,
    made=_made,
    called=lambda words: words.rights.command("letter"),
)
COMMAND = Command(
    name="letter",
    usage="letter <request> [acknowledgement|answer|extension|refusal|recipients] [in <language>]",
    sentence="Drafts a letter to the person, or to recipients, to copy or as a file.",
    example="letter DSR-7K3QFA answer",
    who=WRITE,
    behind=Behind.READ,
    typed=letter,
    files=frozenset(),
    buttons={
        "letter": Served(WRITE, do=letter),
        "letter-next": Served(WRITE, do=letter, on_card=True),
        "letter-send": Served(WRITE, do=send),
        **PAPER.buttons,
    },
)
