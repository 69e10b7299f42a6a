"""The Teams door: activities become acts, cards become Adaptive Cards. Nothing here knows what a request is."""
