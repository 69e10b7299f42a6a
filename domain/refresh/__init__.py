"""The pure rules of a refresh: what was typed, which sources are meant, and how one stands."""
