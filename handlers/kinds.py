"""The table of kinds: whatever the life of a request asks of its kind stands in the kind's own record."""

from __future__ import annotations

from dataclasses import replace

from domain.request import Kind
from handlers.erasure.earlier import refresh_or_erase
from handlers.erasure.procedure import ERASURE
from handlers.export.procedure import EXPORT
from handlers.refresh.procedure import REFRESH
from handlers.remove_user.procedure import REMOVE_USER
from handlers.requests.procedure import Kinds

KINDS: Kinds = {
    Kind.REFRESH: replace(REFRESH, work=refresh_or_erase),
    Kind.ERASURE: ERASURE,
    Kind.REMOVE_USER: REMOVE_USER,
    Kind.EXPORT: EXPORT,
}
