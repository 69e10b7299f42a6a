"""Refreshing data sources: the command, the work, and refreshes that failed without us."""
