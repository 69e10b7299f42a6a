"""What tests of erasures share: people of the sandbox, and its switches."""

from __future__ import annotations

from tests.gateways.sandbox.api import Api
from tests.stage import Scene

ANNA = "anna.berg@contoso.com"  # in CRM Contacts, Webshop Orders, Loyalty Members and CRM Web
ZOE = "zoe.akesson@example.org"  # in Webshop Orders alone


async def index(on: Scene, *, searchable: bool, filterable: bool) -> None:
    """Have the column with the address in the search and filter index, or not."""
    flags = {"isSearchable": searchable, "isFilterable": filterable}
    columns = [{"name": "EMail", "properties": flags}] if searchable or filterable else []
    body = {"entityConfig": [{"qualifiedEntityName": "Customer", "attributes": columns}]}
    await Api(on.sandbox, on.session).call("PUT", "/manage/search", body=body)
