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


class _Content(_Body):
    content_type: Literal["text", "html"] = "text"
    content: str


class _EmailAddress(_Body):
    address: str
    name: str = ""


class Recipient(_Body):
    email_address: _EmailAddress


class _Header(_Body):
    """Graph takes headers of one's own making only."""

    name: Annotated[str, Field(pattern=r"^[xX]-[!-9;-~]+$")]
    value: Annotated[str, Field(pattern=r"^[^\r\n]*$")]


class _ExtendedProperty(_Body):
    id: Annotated[str, Field(pattern=r"^String (\{[0-9a-fA-F-]{36}\} Name \S+|0x[0-9a-fA-F]{1,4})$")]
    value: str


class MessageBody(_Body):
    """`message`, as far as it can be written; what is not named stays as it is."""

    subject: str | None = None
    body: _Content | None = None
    to_recipients: tuple[Recipient, ...] | None = None
    cc_recipients: tuple[Recipient, ...] | None = None
    bcc_recipients: tuple[Recipient, ...] | None = None
    internet_message_id: Annotated[str, Field(pattern=r"^<[!-~]+>$")] | None = None
    internet_message_headers: tuple[_Header, ...] | None = None
    single_value_extended_properties: tuple[_ExtendedProperty, ...] | None = None
    is_read: bool | None = None


class SendBody(_Body):
    """What `sendMail` takes."""

    message: MessageBody
    save_to_sent_items: bool = True


class ReplyBody(_Body):
    """What `reply` and `createReply` take."""

    comment: str = ""
    message: MessageBody = MessageBody()
