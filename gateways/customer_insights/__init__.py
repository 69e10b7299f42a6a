"""Customer Insights - Data over HTTP, after `tests/gateways/customer-insights-openapi.yaml`: typed values out."""

from __future__ import annotations

from gateways.customer_insights.client import CustomerInsights, Environment, subscription_keys

__all__ = ["CustomerInsights", "Environment", "subscription_keys"]
