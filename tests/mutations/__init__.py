"""Answers of Customer Insights changed in every way that the contract or the service may bring about."""
