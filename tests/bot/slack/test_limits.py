"""Text is cut to what Slack takes, counting as Slack counts, and never in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.limits import ELLIPSIS, METADATA, Room, cut, metadata, text_of, weight
from bot.slack.text import escape

anything = st.text(alphabet=st.sampled_from("a&<>é😀\ud800 "), max_size=80) | st.text(max_size=80)


@given(anything)
def test_the_weight_is_that_of_the_escaped_text_in_slacks_units(text: str) -> None:
    assert weight(text) == len(escape(text).encode("utf-16-le", "surrogatepass")) // 2


@given(anything, st.integers(2, 60))
def test_a_cut_text_fits_and_is_the_beginning_of_the_whole(text: str, limit: int) -> None:
    kept = cut(text, limit)
    assert weight(kept) <= limit
    assert kept == text or (kept.endswith(ELLIPSIS) and text.startswith(kept[:-1]))
    assert (kept == text) == (weight(text) <= limit)


def test_room_counts_blocks_and_all_their_text() -> None:
    room = Room(blocks=5, text=100)
    fields = [{"type": "plain_text", "text": "a&b"}, {"type": "mrkdwn", "text": "*x*"}]
    room.take([{"type": "section", "fields": fields}, {"type": "divider"}])
    assert (room.blocks, room.text) == (3, 100 - 7 - 3)


def test_only_what_is_read_counts() -> None:
    button = {"type": "button", "action_id": "dsr:approve:0", "value": "DSR-1", "text": {"text": "Go", "emoji": False}}
    assert text_of(button) == 2


def test_a_modal_carries_small_values_and_refuses_large_ones() -> None:
    assert metadata(verb="deny", ref="DSR-1", channel="") == '{"verb":"deny","ref":"DSR-1"}'
    with pytest.raises(ValueError, match="too much"):
        metadata(ref="x" * METADATA)
