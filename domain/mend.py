"""What of a door a person has to mend, as a notice keeps it: which kind of thing it is, and its facts. No sentence is
kept; it is drawn when it is told (`domain.drawing.mend`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Mend:
    """Texts are names of settings, ids of channels, and words of the platform."""


@dataclass(frozen=True)
class EarlierMend(Mend):
    """A sentence that an earlier release kept."""

    text: str


@dataclass(frozen=True)
class UnknownMend(Mend):
    """What a later release has kept."""


@dataclass(frozen=True)
class TokenRefused(Mend):
    """Of Slack. `setting`: the one that holds it; `answer`: what Slack said."""

    setting: str
    answer: str


@dataclass(frozen=True)
class WorkspaceRefused(Mend):
    """Of Slack, in a workspace where the app was installed by OAuth. `workspace`: its id; `answer`: what Slack said."""

    workspace: str
    answer: str


@dataclass(frozen=True)
class WorkspaceWithdrawn(Mend):
    """Of Slack: the settings name a workspace no more, and its token was deleted. `answer`: why Slack did not take it
    back; empty where it is good for nothing."""

    workspace: str
    answer: str


@dataclass(frozen=True)
class RightsMissing(Mend):
    """Of Slack: scopes, with a space between them."""

    rights: str


@dataclass(frozen=True)
class ChannelShared(Mend):
    """Of Slack: with people who do not count. `purpose`: what the channel is for."""

    purpose: str
    channel: str


@dataclass(frozen=True)
class ConversationShared(Mend):
    """The same, of Teams."""

    purpose: str
    channel: str


@dataclass(frozen=True)
class CredentialsRefused(Mend):
    """Of Teams, by Entra."""

    answer: str


@dataclass(frozen=True)
class DirectoryRefused(Mend):
    """Of Teams: Graph does not tell who somebody is."""


@dataclass(frozen=True)
class TenantRefused(Mend):
    """The same, of one tenant of several, by its id."""

    tenant: str


@dataclass(frozen=True)
class TenantSilent(Mend):
    """Of Teams: the directory of one tenant of several, by its id, tells nothing for a while."""

    tenant: str


_KINDS: Mapping[str, type[Mend]] = {
    "token_refused": TokenRefused,
    "workspace_refused": WorkspaceRefused,
    "workspace_withdrawn": WorkspaceWithdrawn,
    "rights_missing": RightsMissing,
    "channel_shared": ChannelShared,
    "conversation_shared": ConversationShared,
    "credentials_refused": CredentialsRefused,
    "directory_refused": DirectoryRefused,
    "tenant_refused": TenantRefused,
    "tenant_silent": TenantSilent,
}
_CODES = {kind: code for code, kind in _KINDS.items()}


def kept(mend: Mend | None) -> dict[str, str]:
    """Beside what else the notice keeps; nothing where the door is well again."""
    if not mend:
        return {}
    return {"what": _CODES[type(mend)], **{field.name: getattr(mend, field.name) for field in fields(mend)}}


def mend_of(data: Mapping[str, str]) -> Mend | None:
    """None where the door is well again. What an earlier release kept is a sentence, empty where it was."""
    if "what" not in data:
        return EarlierMend(data["mend"]) if data.get("mend") else None
    kind = _KINDS.get(data["what"], UnknownMend)
    names = [field.name for field in fields(kind)]
    return kind(*(data[name] for name in names)) if data.keys() >= set(names) else UnknownMend()
