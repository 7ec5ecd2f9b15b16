from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.agenda.rules import order

orders = st.lists(st.integers(), unique=True, min_size=1, max_size=8)


def test_up_and_down_among_neighbours_passes_over_others() -> None:
    assert order.stepped("aXbYc", "b", "abc", up=True) == list("baXYc")
    assert order.stepped("aXbYc", "b", "abc", up=False) == list("aXYcb")


def test_at_the_edge_it_stays() -> None:
    assert order.stepped("abc", "a", "abc", up=True) == list("abc")
    assert order.stepped("abc", "c", "abc", up=False) == list("abc")


def test_put_first_and_last_of_a_day() -> None:
    assert order.put_first("XabY", "Y", "ab") == list("XYab")
    assert order.put_last("XabY", "X", "ab") == list("abXY")
    assert order.put_last("Xab", "X", "") == list("abX")


@given(orders, st.data())
def test_nothing_is_lost_or_doubled(line: list[int], data: st.DataObject) -> None:
    moving = data.draw(st.sampled_from(line))
    among = data.draw(st.sets(st.sampled_from(line)))
    for after in (
        order.stepped(line, moving, among, up=True),
        order.stepped(line, moving, among, up=False),
        order.put_first(line, moving, among),
        order.put_last(line, moving, among),
    ):
        assert sorted(after) == sorted(line)
        rest = [key for key in line if key != moving]
        assert [key for key in after if key != moving] == rest


@given(orders, st.data())
def test_down_undoes_up(line: list[int], data: st.DataObject) -> None:
    moving = data.draw(st.sampled_from(line))
    among = data.draw(st.sets(st.sampled_from(line)))
    up = order.stepped(line, moving, among, up=True)
    visible = [
        key for key in order.stepped(up, moving, among, up=False) if key in {*among, moving}
    ]
    if up != line:
        assert visible == [key for key in line if key in {*among, moving}]
