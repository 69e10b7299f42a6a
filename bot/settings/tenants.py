"""Several tenants of Teams: which they are, what they take, and of which one whoever is listed is.

An entry may say its tenant (`teams:<tenant>/<object id>`, `entra-group:<tenant>/<object id>`). One that does not is of
the only tenant of its environment, or of that which ENTRA_TENANT_ID names; so that nobody of another one has a role by
it, it is read as if it said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.settings.config import Config
from bot.settings.environment import Insights, Teams
from bot.settings.people import People
from bot.settings.setting_errors import SettingsError
from bot.settings.setting_types import is_guid
from domain.groups import ENTRA

_TEAMS = "teams:"
_OF_A_TENANT = (_TEAMS, ENTRA)
_LISTS = ("admins", "approvers", "tenant_admins", "auditors")


def tenants_of(teams: Teams, *configs: Config) -> tuple[str, ...]:
    """Whose members count, in any of these environments, in small letters: where one names none, the bot's own."""
    named = (one for config in configs for one in config.platforms.teams_tenants or (teams.tenant_id or "",))
    return tuple(dict.fromkeys(filter(None, (one.strip().casefold() for one in named))))


def in_their_tenants(config: Config, teams: Teams | None, insights: Insights | None, counting: Iterable[str]) -> Config:
    """The same, each entry with its tenant, where several count in the process.

    Raises: SettingsError: a tenant is not named by its id, or nobody's directory is that of who is listed without one.
    """
    if not teams:
        return config
    mine, several = tenants_of(teams, config), [*counting]
    if strange := sorted({tenant for tenant in _named(config) if tenant not in mine}):
        raise SettingsError(f"people names somebody of {strange[0]}: add this tenant to platforms.teams_tenants.")
    if len(several) < 2:
        return config
    if not all(map(is_guid, several)):
        raise SettingsError("platforms.teams_tenants must name each directory by its id where there are several.")
    home = insights.tenant_id.strip().casefold() if insights and len(mine) > 1 else mine[0]
    if home not in mine:
        raise SettingsError(
            "ENTRA_TENANT_ID must be the id of one of platforms.teams_tenants where there are several: whoever is "
            "listed without a tenant is of this one."
        )
    return _qualified(config, home)


def _named(config: Config) -> Iterator[str]:
    """The tenants that entries say."""
    people = config.people
    listed = [entry for name in _LISTS for entry in getattr(people, name)]
    for entry in (*listed, *people.outside_auditors, *(moved.to for moved in people.moved.values())):
        tenant, slash, _ = entry.partition(":")[2].partition("/")
        if slash and entry.startswith(_OF_A_TENANT):
            yield tenant.casefold()


def _qualified(config: Config, home: str) -> Config:
    def of(entry: str) -> str:
        kind, _, rest = entry.partition(":")
        return f"{kind}:{home}/{rest}" if entry.startswith(_OF_A_TENANT) and "/" not in rest else entry

    def every(entries: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(of, entries))

    people, approval = config.people, config.approval
    told: Mapping[str, Any] = {
        **{name: getattr(people, name) for name in people.model_fields_set},
        **{name: every(getattr(people, name)) for name in _LISTS},
        "moved": {email: {"to": of(moved.to), "whose": moved.whose} for email, moved in people.moved.items()},
        "outside_auditors": {of(entry): until for entry, until in people.outside_auditors.items()},
    }
    circles, called = approval.circles, approval.escalate_to
    changed = {
        "circles": {name: every(entries) for name, entries in circles.items()},
        "escalate_to": every(called) if isinstance(called, tuple) else called,
    }
    return config.model_copy(
        update={"people": People.model_validate(told), "approval": approval.model_copy(update=changed)}
    )
