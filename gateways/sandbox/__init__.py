"""A stand-in for Customer Insights, Entra and Microsoft Graph, as a real HTTP server with a memory."""

from __future__ import annotations

from gateways.sandbox.server import Sandbox, running_sandbox, serve

__all__ = ["Sandbox", "running_sandbox", "serve"]
