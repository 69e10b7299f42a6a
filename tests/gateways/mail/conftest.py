from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.gateways.mail.desk import Desk, running_desk
from tests.gateways.mail.dovecot import Dovecot, running_dovecot
from tests.gateways.mail.office import Office
from tests.gateways.mail.postman import Postman, running_postman
from tests.gateways.mail.shaky import Shaky, running_shaky
from tests.programs import DOVECOT, Ask

_USERS = itertools.count(1)


@pytest.fixture(scope="session")
def dovecot(program: Ask) -> Iterator[Dovecot]:
    with running_dovecot(program(DOVECOT)) as server:
        yield server


@pytest.fixture
async def postman() -> AsyncIterator[Postman]:
    async with running_postman() as server:
        yield server


@pytest.fixture
def office(dovecot: Dovecot, postman: Postman) -> Office:
    """A mailbox of this test alone, empty."""
    return Office(dovecot, postman, user=f"user{next(_USERS)}")


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with running_desk() as running:
        yield running


@pytest.fixture
async def shaky() -> AsyncIterator[Shaky]:
    async with running_shaky() as server:
        yield server
