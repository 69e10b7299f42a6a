"""What the life of a request is told of a removal of users."""

from __future__ import annotations

from collections.abc import Sequence

from domain.card import Form
from domain.erasure.plan import HumanTask, open_to
from domain.identifiers import listed
from domain.policy import Policy
from domain.request import Step
from handlers.deps import Deps
from handlers.remove_user.beside import others_left
from handlers.remove_user.command import form
from handlers.remove_user.work import remove_work
from handlers.requests.procedure import Filed, Procedure, all_done


async def _filled_in(_: Deps, filed: Filed) -> Form:
    return form(filed.words, filed.ref, listed(filed.asked["subjects"]))


def _open_to(step: Step, steps: Sequence[Step], _: Policy) -> HumanTask | None:
    return open_to(step, steps)


REMOVE_USER = Procedure(
    work=remove_work, form=_filled_in, complete=all_done, open_to=_open_to, settles={HumanTask.LEFT: others_left}
)
