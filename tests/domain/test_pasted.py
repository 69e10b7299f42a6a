"""A link is the address it leads to where its label is that or its owner's name, and else is asked back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.addresses import address
from domain.identifiers import Named, named
from domain.pasted import unlinked
from tests.domain.test_person_names import NAMES, REMARKS

ANNA, ZOE = "anna.berg@contoso.com", "zoe.akesson@example.org"
WAYS = (
    "<mailto:{0}|{1}>",
    "[{1}](mailto:{0})",
    '<a href="mailto:{0}">{1}</a>',
    "<a href='mailto:{0}?subject=x'><b>{1}</b></a>",
    '<a href="mailto:{0}" title="x">{1}</a>',
)
OTHERS = (
    ZOE,
    "zoe.akesson at example.org",
    "zoe.akesson(at)example.org",
    "zoe.akesson (at) example (dot) org",
    "zoe.akesson%40example.org",
    "zoe.akesson&#64;example.org",
    "zoe.akesson＠example.org",
    "zoe akesson ät example punkt org",
    "example.org",
    "C-1001",
    "4711",
    "Anna, not ben",
    "not Anna",
    "nicht Anna",
    "Zoe and Anna",
    "everyone but Anna",
    "write to us",
    "hier klicken",
    "Anna 2",
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("label", OTHERS)
def test_a_link_that_claims_somebody_else_leads_to_nobody(way: str, label: str) -> None:
    text = way.format(ANNA, label)
    assert ANNA not in named(text).found
    assert named(text).unclear
    assert address(text) is None


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "label", [ANNA, ANNA.upper(), "Anna Berg", "Berg, Anna", "Frau Dr. Anna Berg", "anna", "Zoe Åkesson", "张伟", ""]
)
def test_a_link_with_its_own_address_or_a_name_is_the_address(way: str, label: str) -> None:
    assert unlinked(way.format(ANNA, label)).strip() == ANNA
    assert named(way.format(ANNA, label)) == Named((ANNA,))


@pytest.mark.parametrize("target", [ZOE, ZOE.replace("@", "%40"), ZOE.replace("@", "&#64;")])
def test_however_its_target_is_written_it_is_not_its_label_alone(target: str) -> None:
    for way in WAYS:
        assert named(way.format(target, ANNA)).unclear, way


@given(st.sampled_from([*REMARKS, *(name for name, _ in NAMES)]), st.text(max_size=8), st.sampled_from(WAYS))
def test_whatever_a_label_says_the_address_is_taken_alone_or_asked_back(label: str, more: str, way: str) -> None:
    found = named(way.format(ANNA, f"{label} {more}"))
    assert found.unclear or set(found.found) == {ANNA}
