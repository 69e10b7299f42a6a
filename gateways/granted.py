"""What an administrator let the application do, as its own token of Entra's says it."""

from __future__ import annotations

import jwt


def granted(token: str) -> frozenset[str] | None:
    """The application permissions in a token; None where it says nothing of them, as it is none that can be read.

    It came from Entra itself, for ourselves, and nothing is decided by it but what `dsrbot check` says: so nobody looks
    at its signature.
    """
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return None
    roles = claims.get("roles", [])
    return frozenset(role for role in roles if isinstance(role, str)) if isinstance(roles, list) else None
