"""A stand-in for Customer Insights, Entra and Microsoft Graph, as a real HTTP server."""
