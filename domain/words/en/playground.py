"""What the server of the playground says to its page: why not, and what stands beside a word that may be typed."""

from __future__ import annotations

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
