"""The mailbox by Microsoft Graph. Takes the application permissions Mail.ReadWrite and Mail.Send, which an application
access policy or RBAC for Applications must limit to this one mailbox (`opens` tells whether it does).

A letter is drafted, and the draft is sent. The draft can be found by a property of ours, and sending it a second time
does nothing; `sendMail` could be repeated before its copy stands in Sent Items.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import aiohttp

from domain.mail.automatic import is_report
from domain.mail.message import Doubtful, Letter, Mail, Unsure
from domain.trouble import Refused, Throttled, Unreachable
from gateways.graph import GRAPH_URL
from gateways.http import Call, Caller, address, check_address
from gateways.limits import RetryPolicy, Stopwatch
from gateways.mail.arrivals import A_PAGE, LOOK_BACK, Arrivals
from gateways.mail.graph_arrivals import INBOX, JUNK, look
from gateways.mail.graph_reading import Item, failed_in_mime, item_of, items_in, names_in, next_in, query_of, said_in
from gateways.mail.graph_writing import condition_for, message_of, quoted
from gateways.mail.unsent import nothing_sent
from gateways.tokens import TokenSource

_PAUSES = (0.3, 0.6, 1.2, 2.4, 4.8)  # seconds between looks for what was sent and may not be filed yet
_MOST_PAGES = 20  # of messages that answer to one question; some may be empty
_MOST_FILES = 100  # names of them, that one list holds
_PREFER = f'IdType="ImmutableId", odata.maxpagesize={A_PAGE}'


class GraphMailbox:
    """Every method may raise `Throttled`, `Refused` or `Unreachable`; no text of them names anybody.

    `mailbox`: an address or an object id.
    """

    def __init__(
        self,
        tokens: TokenSource,
        session: aiohttp.ClientSession,
        *,
        mailbox: str,
        url: str = GRAPH_URL,
        look_back: timedelta = LOOK_BACK,
        folders: Sequence[str] = (INBOX, JUNK),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience: RetryPolicy | None = None,
        watch: Stopwatch | None = None,
    ) -> None:
        check_address("Microsoft Graph", url)
        self._url = url
        self._tokens = tokens
        self._path = _user(mailbox)
        self._look_back = look_back
        self._folders = folders
        self._clock = clock
        self._watch = watch or Stopwatch()
        self._caller = Caller(
            "The mailbox", session, self._credentials, patience=patience, watch=watch, as_it_came=True
        )

    async def draft(self, letter: Letter) -> str:
        """Where the letter stands, be it sent already. A draft that an earlier attempt left says from now on what this
        letter says, in whosever name that was."""
        found = await self._find(letter)
        if found and not found[0].draft:
            return found[0].id
        answered = await self._answered(letter.in_reply_to) if letter.in_reply_to else None
        begun = await self._left(found, answered) or (await self._reply(answered) if answered else None)
        if begun:
            return item_of(await self._ask("PATCH", self._message(begun.id), json=message_of(letter))).id
        return item_of(await self._ask("POST", f"{self._path}/messages", json=message_of(letter))).id

    async def unmark(self, letter: Letter) -> None:
        """For mailboxes that may be in doubt about a draft; this one never is."""

    async def send(self, letter: Letter, draft: str = "") -> str:
        """Send it once, however often this is called, and say under which Message-ID it went.

        Between sending and filing Graph shows no trace of a letter. Remember what `draft` gave before calling this, and
        a repeat is safe then, too.

        Raises:
            Doubtful: the draft is gone, and nothing like it was sent.
            Refused, Throttled: Graph did not send it.
        """
        draft = draft or await self.draft(letter)
        try:
            with nothing_sent():
                item = item_of(await self._ask("GET", self._message(draft), {"$select": Item.SELECT}))
            if not item.draft:
                return item.message_id
            if item.recipients != (letter.to.casefold(),):
                raise Refused("The draft was changed: it is addressed to somebody else.")
            await self._ask("POST", f"{self._message(draft)}/send")
        except Refused as refused:
            if refused.status != 404:
                raise
            if not (filed := await self._filed(letter)):
                raise Doubtful("The draft is gone, and no such mail was sent.") from None
            return filed
        return await self._filed(letter) or item.message_id

    async def fetch(self, cursor: str = "") -> Arrivals:
        """What came into the inbox and the folder for junk since the cursor; without one, or where Graph has forgotten
        it, since some days."""
        parts, since = cursor.split(" "), self._clock() - self._look_back
        named = zip(self._folders, [*parts, *[""] * len(self._folders)], strict=False)
        looks = [await look(self._asked, folder, part, since) for folder, part in named]
        return Arrivals(
            mails=tuple(mail for one in looks for mail in one.mails),
            cursor=" ".join(str(one.place) for one in looks),
            unread=tuple(unread for one in looks for unread in one.unread),
            whole=all(one.whole for one in looks),
        )

    async def body(self, mail: Mail) -> Mail:
        """With its text and the names of what is attached. The files themselves are not fetched.

        Raises:
            Refused: the mail is gone, or it alone cannot be read.
        """
        path = f"messages/{quote(mail.id, safe='')}"
        try:
            said = said_in(await self._asked(path, {"$select": "body"}))
            listed = await self._asked(f"{path}/attachments", {"$select": "name", "$top": f"{_MOST_FILES}"})
            names, more = names_in(listed), next_in(listed)
            failed = failed_in_mime(await self._mime(path)) if is_report(mail) else None
        except Unreachable:
            await self._asked(f"mailFolders/{INBOX}", {"$select": "id"})  # where this answers, it is the mail
            raise Refused("The mail cannot be read.", code="unreadable") from None
        unsure = said.unsure or (Unsure.LONG if more or len(names) >= _MOST_FILES else None)
        return replace(mail, text=said.text, unsure=unsure, attachments=names, failed=failed)

    async def opens(self, other: str) -> bool | None:
        """Whether the application may look into somebody else's mailbox, which it should not; None: they have none."""
        try:
            await self._ask("GET", f"{_user(other)}/mailFolders/inbox", {"$select": "id"})
        except Refused as refused:
            if refused.status not in {401, 403, 404}:
                raise
            return None if refused.status == 404 else False
        return True

    async def _find(self, letter: Letter) -> list[Item]:
        """Wherever it is: sent ones first, then the oldest draft."""
        query = {"$filter": condition_for(letter), "$select": Item.SELECT, "$top": "20"}
        return sorted(await self._items(query), key=lambda item: (item.draft, item.created))

    async def _left(self, drafts: Sequence[Item], answered: Item | None) -> Item | None:
        """The draft to write anew. Those in the thread of another mail than the one to answer are taken away."""
        strays = [draft for draft in drafts if answered and draft.conversation != answered.conversation]
        for draft in strays:
            await self._remove(draft)
        return next((draft for draft in drafts if draft not in strays), None)

    async def _reply(self, answered: Item) -> Item:
        return item_of(await self._ask("POST", f"{self._message(answered.id)}/createReply", json={}))

    async def _remove(self, draft: Item) -> None:
        """It may be gone by now."""
        try:
            await self._ask("DELETE", self._message(draft.id))
        except Refused as refused:
            if refused.status != 404:
                raise

    async def _answered(self, message_id: str) -> Item | None:
        """The mail to answer; None when it was deleted since."""
        query = {"$filter": f"internetMessageId eq {quoted(message_id)}", "$select": Item.SELECT}
        found = await self._items(query)
        return found[0] if found else None

    async def _items(self, query: Mapping[str, str]) -> list[Item]:
        """Of every page: a letter that is not found would be written once more."""
        found = list[Item]()
        for _ in range(_MOST_PAGES):
            page = await self._ask("GET", f"{self._path}/messages", query)
            found += items_in(page)
            if not (query := query_of(next_in(page))):
                return found
        raise Unreachable("The mailbox gave an answer that cannot be read.")

    async def _filed(self, letter: Letter) -> str:
        """The Message-ID that it was sent under, which need not be the one of its draft; empty when it is not found.

        Raises:
            Unreachable: it cannot be looked for now. It may have gone out, so that no refusal is told as one of it.
        """
        for pause in (*_PAUSES, 0.0):
            try:
                found = await self._find(letter)
            except (Refused, Throttled):
                raise Unreachable("The mailbox does not tell what became of the mail.") from None
            if found and not found[0].draft:
                return found[0].message_id
            await self._watch.sleep(pause)
        return ""

    def _message(self, id_: str) -> str:
        return f"{self._path}/messages/{quote(id_, safe='')}"

    async def _ask(
        self, method: str, path: str, query: Mapping[str, str] | None = None, *, json: object = None
    ) -> object:
        """The body of the answer. Only what begins something new or sends it is never repeated unasked."""
        call = Call(method=method, url=address(self._url, path, query), json=json, safe=method != "POST")
        return (await self._caller.call(call)).body

    async def _asked(self, path: str, query: Mapping[str, str]) -> object:
        return await self._ask("GET", f"{self._path}/{path}", query)

    async def _mime(self, path: str) -> bytes:
        call = Call(method="GET", url=address(self._url, f"{self._path}/{path}/$value"), safe=True)
        return (await self._caller.call(call)).raw

    async def _credentials(self) -> AsyncGenerator[Mapping[str, str], None]:
        token = await self._tokens.get()
        yield {"Authorization": f"Bearer {token}", "Prefer": _PREFER}
        yield {"Authorization": f"Bearer {await self._tokens.get(instead_of=token)}", "Prefer": _PREFER}


def _user(mailbox: str) -> str:
    return f"users/{quote(mailbox, safe='@')}"
