"""The directory of each tenant, by Microsoft Graph: one application asks all of them.

For another tenant than its own the application is registered for accounts of any organisation, and an administrator
there has consented: learn.microsoft.com/entra/identity-platform/howto-convert-app-to-be-multi-tenant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import aiohttp

from gateways.graph import Graph
from gateways.tokens import GRAPH_SCOPE, Application, Tokens


class Directories:
    """`own`: that of the tenant that the application signs in to anyway."""

    def __init__(
        self, application: Application, session: aiohttp.ClientSession, *, url: str, scope: str = GRAPH_SCOPE
    ) -> None:
        self._application, self._session, self._url, self._scope = application, session, url, scope
        self.tenant = application.tenant.casefold()
        self.own = self._graph(application)
        self._graphs = {self.tenant: self.own}

    def of(self, tenant: str) -> Graph:
        """A token of one tenant is never sent where another is meant: each has tokens of its own."""
        tenant = tenant.casefold()
        if tenant not in self._graphs:
            self._graphs[tenant] = self._graph(replace(self._application, tenant=tenant))
        return self._graphs[tenant]

    def each(self, tenants: Sequence[str]) -> Mapping[str, Graph]:
        """By tenant. The only one is its own, by whatever name the application signs in there."""
        return {one: self.own if len(tenants) == 1 else self.of(one) for one in tenants}

    def _graph(self, application: Application) -> Graph:
        return Graph(Tokens(application, self._scope), self._session, url=self._url)
