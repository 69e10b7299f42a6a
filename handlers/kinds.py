"""The table of kinds: whatever the life of a request asks of its kind stands in the kind's own record."""

from __future__ import annotations

from domain.request import Kind
from handlers.erasure.procedure import ERASURE
from handlers.export.procedure import EXPORT
from handlers.remove_user.procedure import REMOVE_USER
from handlers.requests.procedure import Kinds

KINDS: Kinds = {
    Kind.REFRESH: ERASURE,
    Kind.REMOVE_USER: REMOVE_USER,
    Kind.EXPORT: EXPORT,
}
