"""What the calls of the API and of Graph carry, as far as the sandbox reads it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class _Body(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, frozen=True)


class JobBody(_Body):
    """`OnDemandJobRequest`."""

    operation_type: str = ""
    identifiers: tuple[str, ...] | None = None
    submission_kind: Literal["onDemand", "scheduled"] = "onDemand"
    force_run_requested: bool = False


class RoleBody(_Body):
    """`RoleAssignment`."""

    principal_type: Literal["user", "group", "app"]
    roles: Annotated[tuple[Literal["Viewer", "Contributor", "Admin"], ...], Field(min_length=1)]


class _Flags(_Body):
    is_searchable: bool = False
    is_filterable: bool = False


class _Column(_Body):
    name: str
    properties: _Flags = _Flags()


class _Entity(_Body):
    qualified_entity_name: Literal["Customer"]
    attributes: tuple[_Column, ...] = ()


class SearchBody(_Body):
    """`InstanceSearchConfiguration`."""

    entity_config: tuple[_Entity, ...]


class IdsBody(_Body):
    """What `getByIds` asks for; Graph takes a thousand ids in one call."""

    ids: Annotated[tuple[str, ...], Field(max_length=1000)]
    types: tuple[str, ...] = ("user", "group", "servicePrincipal")
