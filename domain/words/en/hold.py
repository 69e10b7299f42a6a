"""Legal holds."""

from __future__ import annotations

ON_HOLD = "A legal hold covers this person. The request is filed and its clock runs, but nothing is done before the hold is released."

HELD_NOW = (
    "The legal hold is set. It covers this person in every request, now and later, until another admin releases it."
)

RELEASED_NOW = "The legal hold is released. What waited for it goes on."

HELD_ALREADY = "A legal hold covers this person already. Nothing was changed."

NOT_HELD = "No legal hold covers this person. Nothing was changed."

NO_SUBJECT = "This request is about no person, so there is nothing to hold."

TITLE, HOLD, REASON = "Set a legal hold", "Set the hold", "Why must the data be kept?"

NEEDS_REASON = "Please say why the data must be kept: the law asks for it."

PART_HELD = "A legal hold covers this person, so nothing more is deleted until it is released. Nothing was changed."

CLOSE_HELD = (
    "A legal hold covers this person, so their data must stay, and nobody can say that it is gone: what could not be "
    "looked up is closed only after the release. Nothing was changed."
)

NOBODY_COULD_RELEASE = (
    "Nobody could release it: who set a hold may not, and there is no other admin. Please have another admin named "
    "under [people] in dsrbot.toml."
)
