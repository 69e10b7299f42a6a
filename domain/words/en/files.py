"""Files that are sent to one person, and what is said where one cannot be."""

from __future__ import annotations

from collections.abc import Mapping

from domain.file import Hindrance

COMES = "The file comes in our private chat."
NO_CHAT = (
    "I cannot write to you in private, so I send no file. Please open a chat with me (in Teams: Apps, DSR Bot, Add), "
    "and ask me again."
)
CHAT_UNCLEAR = "I cannot tell just now where our private chat is, so I send no file. Please ask me again in a minute."
SENT = "The file is in your OneDrive; the message below opens it."
ONLY_THERE = "The file is in your OneDrive. I could not show it here."
UNSENT: Mapping[Hindrance, str] = {
    Hindrance.RIGHT: (
        "I lack the right to send files here, so I sent none. Please ask whoever runs me to grant it, and ask again."
    ),
    Hindrance.FORBIDDEN: "Files like this one are switched off here, so I sent none. Please ask your administrator.",
    Hindrance.LARGE: "The file is larger than can be sent here, so I sent none. Please ask whoever runs me for it.",
    Hindrance.CLOSED: "The chat in which you asked for a file refuses it, so I sent none there. Please ask me again.",
    Hindrance.DOUBT: "I could not make sure that the file reached you. If you do not see it, please ask me again.",
    Hindrance.EXPIRED: "Teams waited too long for the file, so I could not put it there. Please ask me for it again.",
    Hindrance.DECLINED: "You declined the file, so I sent none. Ask me again whenever you want it.",
    Hindrance.UNDRAWN: (
        "The picture could not be drawn, so I sent none. Its numbers are on the card of the report, and as CSV."
    ),
    Hindrance.ALTERED: "What I keep for the file is not what I had written, so I sent none. The admins are told.",
    Hindrance.LOST: "The file could not be put into your OneDrive. Please ask me for it again in a minute.",
}
