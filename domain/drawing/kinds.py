"""The table of kinds: whatever a card asks of its request's kind stands in the kind's own module."""

from __future__ import annotations

from collections.abc import Mapping

from domain.drawing.erasure import ERASURE
from domain.drawing.export import EXPORT
from domain.drawing.refresh import REFRESH
from domain.drawing.remove_user import REMOVE_USER
from domain.drawing.section import Section
from domain.request import Kind
from domain.view import RequestView

SECTIONS: Mapping[Kind, Section] = {
    Kind.REFRESH: REFRESH,
    Kind.ERASURE: ERASURE,
    Kind.REMOVE_USER: REMOVE_USER,
    Kind.EXPORT: EXPORT,
}


def section(story: RequestView) -> Section:
    return SECTIONS[story.request.kind]
