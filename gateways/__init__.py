"""The doors out: Customer Insights, Microsoft Graph, and the sandbox that stands in for them."""
