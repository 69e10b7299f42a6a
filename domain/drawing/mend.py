"""What of a door a person has to mend, as a sentence in the words of who reads it."""

from __future__ import annotations

from domain.mend import (
    ChannelShared,
    ConversationShared,
    CredentialsRefused,
    DirectoryRefused,
    EarlierMend,
    Mend,
    RightsMissing,
    TenantRefused,
    TenantSilent,
    TokenRefused,
    WorkspaceRefused,
    WorkspaceWithdrawn,
)
from domain.words.language import Words

SHARED = "shared"


def drawn(mend: Mend, words: Words) -> str:
    """How to mend it; of what a later release keeps, where that is said."""
    match mend:
        case EarlierMend(text):
            return text
        case TokenRefused(setting, answer):
            return words.slack.token_refused(setting, answer)
        case WorkspaceRefused(workspace, answer):
            return words.slack.workspace_refused(workspace, answer)
        case WorkspaceWithdrawn(workspace, answer):
            return words.slack.workspace_withdrawn(workspace, answer)
        case RightsMissing(rights):
            return words.slack.missing_scopes(rights.split())
        case ChannelShared(purpose, channel):
            return words.slack.channel_trouble(purpose, channel, SHARED)
    return _of_teams(mend, words)


def _of_teams(mend: Mend, words: Words) -> str:
    match mend:
        case ConversationShared(purpose, channel):
            return words.teams.shared(purpose, channel)
        case CredentialsRefused(answer):
            return words.teams.credentials_refused(answer)
        case DirectoryRefused():
            return words.teams.DIRECTORY_REFUSED
        case TenantRefused(tenant):
            return words.teams.tenant_refused(tenant)
        case TenantSilent(tenant):
            return words.teams.tenant_silent(tenant)
    return words.notices.MEND_UNKNOWN
