"""What the server of the playground says to its page: why not, and what stands beside a word that may be typed."""

from __future__ import annotations

from collections.abc import Sequence

from domain.words.en.english import ENGLISH

OLD_PAGE = "This page is older than the bot. Reload it."
TOO_SLOW = "That took too long."
NOT_UNDERSTOOD = "I do not understand this."
NOBODY = "Nobody can do this here."
NO_SANDBOX = "The sandbox is not answering."
NOT_TAKEN = "The sandbox did not take that."
NO_FILE = "There is no such file."
EVERY_SOURCE = "every source of today"
CUSTOMER = "somebody in the data"
USER = "somebody who works with it"

DELETE_TITLE, DELETE_WHOM, DELETE = "Contoso's own systems", "E-mail address of the person", "Delete the record"
DELETE_HINT = "An erasure begins there, and only people can do it: delete the person in the original sources."
NOT_HELD = "None of Contoso's systems holds anybody with this address any more."
SEGMENTS_TITLE, RECREATE = "Static segments", "Recreate"
SEGMENTS_HINT = "No refresh reaches these. Once the sources are refreshed make them anew, and say so on the card."
RECREATED = "It holds those who are customers now."


def deleted(sources: Sequence[str]) -> str:
    return (
        f"Deleted in {ENGLISH.all_of(list(sources))}. Customer Insights keeps what it has read until it is refreshed."
    )
