"""Rules in order as one list: as few moves as can be, whatever a move shifts, and none the second time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.rule_order import Place, steps, wanted_order
from tests.support.rulebook import Numbers

NAMES = list("ABCDEFGH")
orders = st.integers(0, 8).flatmap(lambda count: st.permutations(NAMES[:count]))


@st.composite
def now_and_wanted(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """An order, and another one of the same names and some more."""
    wanted = draw(orders)
    now = draw(st.permutations([name for name in wanted if draw(st.booleans())]))
    return now, wanted


def carried_out(now: list[str], places: list[Place]) -> list[str]:
    numbers = Numbers(now)
    for place in places:
        if place.name in numbers.names:
            numbers.move(place.name, place.number)
        else:
            numbers.add(place.name, None if place.last else place.number)
    return numbers.names


def moves_of(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name in names:
        for number in range(len(names)):
            numbers = Numbers(list(names))
            numbers.move(name, number)
            yield tuple(numbers.names)


def fewest(start: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """How many moves every order is away, found by trying them all."""
    away, reached = {start: 0}, [start]
    for names in reached:
        for moved in moves_of(names):
            if moved not in away:
                away[moved] = away[names] + 1
                reached.append(moved)
    return away


@given(now_and_wanted())
def test_the_steps_lead_to_the_wanted_order_and_none_is_left(case: tuple[list[str], list[str]]) -> None:
    now, wanted = case
    assert carried_out(now, list(steps(now, wanted))) == wanted
    assert list(steps(wanted, wanted)) == []


def test_no_order_is_reached_in_fewer_moves() -> None:
    start = ("A", "B", "C", "D", "E")
    away = fewest(start)
    assert len(away) == 120
    for wanted in permutations(start):
        assert len(list(steps(start, wanted))) == away[wanted], wanted


@given(now_and_wanted())
def test_no_rule_moves_twice_and_what_is_new_is_put_in_once(case: tuple[list[str], list[str]]) -> None:
    now, wanted = case
    moved = [place.name for place in steps(now, wanted)]
    assert len(moved) == len(set(moved))
    assert set(wanted) - set(now) <= set(moved)


@given(now_and_wanted())
def test_a_new_rule_never_stands_in_front_of_one_it_is_to_follow(case: tuple[list[str], list[str]]) -> None:
    now, wanted = case
    done: list[Place] = []
    for place in steps(now, wanted):
        done.append(place)
        standing = carried_out(now, done)
        ahead = wanted[: wanted.index(place.name)]
        assert all(standing.index(name) < standing.index(place.name) for name in ahead)


@given(orders, st.data())
def test_rules_that_are_not_stated_keep_their_order_before_or_after_the_stated_ones(
    now: list[str], data: st.DataObject
) -> None:
    stated = data.draw(st.permutations([name for name in now if data.draw(st.booleans())]))
    others = [name for name in now if name not in stated]
    assert wanted_order(now, stated, "first") == [*stated, *others]
    assert wanted_order(now, stated, "last") == [*others, *stated]


def test_of_two_rules_that_change_places_the_one_that_is_stated_moves() -> None:
    assert list(steps(["A", "B"], ["B", "A"], ["B"])) == [Place("B", 0, last=False)]
    assert list(steps(["A", "B"], ["B", "A"], ["A"])) == [Place("A", 1, last=True)]


def test_one_rule_that_moves_to_the_front_is_one_call() -> None:
    assert list(steps(["A", "B", "C"], ["C", "A", "B"])) == [Place("C", 0, last=False)]


def test_one_rule_that_moves_to_the_end_is_one_call() -> None:
    assert list(steps(["A", "B", "C"], ["B", "C", "A"])) == [Place("A", 2, last=True)]
