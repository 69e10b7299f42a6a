"""Every file that somebody may have, and the making of one that is to be brought to them."""

from __future__ import annotations

from collections.abc import Mapping

from domain.file import File
from domain.notice import Notice
from domain.refs import Ref, carried
from domain.rights import Way
from domain.rule import Reader, refusal
from handlers.deps import Deps
from handlers.erasure import certificate_file
from handlers.ports import Unit
from handlers.requests import letter, report_picture
from handlers.requests.gate import about
from handlers.requests.paper import Paper

_ALL = (certificate_file.PAPER, letter.PAPER, *report_picture.PAPERS)
PAPERS: Mapping[str, Paper] = {paper.name: paper for paper in _ALL}


async def made(deps: Deps, notice: Notice, reader: Reader) -> File | None:
    """The file that a notice is to bring, as it is now; None where its reader may not have it any more, where there is
    nothing to make, and of one that another release knew. Raises: domain.file.Unmade.
    """
    paper = PAPERS.get(notice.data.get("file", ""))
    ref = carried(notice.data.get("ref", ""), paper.right.names) if paper else None
    if not paper or not ref or not await deps.storage.read(lambda unit: _may(unit, deps, paper, ref, reader)):
        return None
    return await paper.made(deps, ref, reader)


def _may(unit: Unit, deps: Deps, paper: Paper, ref: Ref, reader: Reader) -> bool:
    asked = deps.commands.asked(Way.BUTTON, paper.verb, ref)
    return not refusal(asked, about(unit, asked, reader), reader.person_id, reader.roles)
