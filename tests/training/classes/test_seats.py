"""The allocator, by properties: nobody too many, no kept place given away, parties whole, order kept."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from training.classes.engine.seats import Outcome, Rules, Seats, Share, Skip, Wish, allocate, overbooked

NODES = ("1/", "1/2/", "1/2/3/", "1/2/4/", "1/5/", "1/5/6/", "1/7/", "1/12/")


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    """Shares that fit into their class and into one another."""
    capacity = draw(st.integers(0, 20))
    shares: list[Share] = []
    for node in draw(st.lists(st.sampled_from(NODES), unique=True)):
        share = Share(node, draw(st.integers(0, 8)))
        if not overbooked([*shares, share], capacity):
            shares.append(share)
    return Rules(capacity, tuple(shares), draw(st.booleans()), draw(st.booleans()))


WISHES = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(["", "", "", "a", "b"])), max_size=40).map(
    lambda rows: [Wish(number, node, party) for number, (node, party) in enumerate(rows)]
)


@given(rules(), WISHES)
def test_never_more_than_the_class_has_and_everybody_is_given_or_explained(rule: Rules, waiting: list[Wish]) -> None:
    outcome = allocate(rule, [], waiting)

    assert len(outcome.given) <= rule.capacity
    assert sorted([*outcome.given, *(skip.id for skip in outcome.skipped)]) == [wish.id for wish in waiting]


@given(rules(), WISHES)
def test_a_kept_place_is_there_for_its_unit_whatever_others_got(rule: Rules, waiting: list[Wish]) -> None:
    """Innermost shares: as many of the unit's own people as its share says can always still be seated."""
    rule = Rules(rule.capacity, rule.shares, rule.spare_open, lapsed=False)
    nodes = {wish.id: wish.node for wish in waiting}
    given = allocate(rule, [], waiting).given
    for share in rule.shares:
        used = sum(nodes[each].startswith(share.node) for each in given)
        seats = Seats(rule, [nodes[each] for each in given])
        inner = [other for other in rule.shares if other != share and other.node.startswith(share.node)]
        if not inner:
            assert all(seats.take([share.node]) is None for _ in range(share.places - used))


@given(rules(), WISHES)
def test_a_party_gets_all_or_none(rule: Rules, waiting: list[Wish]) -> None:
    given = set(allocate(rule, [], waiting).given)
    for party in ("a", "b"):
        members = {wish.id for wish in waiting if wish.party == party}
        assert not members & given or members <= given


@given(rules(), WISHES)
def test_in_one_unit_nobody_alone_gets_a_place_before_somebody_who_stood_before(
    rule: Rules, waiting: list[Wish]
) -> None:
    given = set(allocate(rule, [], waiting).given)
    for node in NODES:
        alone = [wish.id in given for wish in waiting if wish.node == node and not wish.party]
        assert alone == sorted(alone, reverse=True)


@given(rules(), WISHES)
def test_who_is_passed_over_could_not_be_seated_at_the_end_either(rule: Rules, waiting: list[Wish]) -> None:
    nodes = {wish.id: wish.node for wish in waiting}
    outcome = allocate(rule, [], waiting)
    holders = [nodes[each] for each in outcome.given]
    for skip in outcome.skipped:
        wish = next(each for each in waiting if each.id == skip.id)
        if not wish.party:
            assert Seats(rule, holders).take([wish.node]) is not None


@given(rules(), WISHES)
def test_doing_it_again_changes_nothing(rule: Rules, waiting: list[Wish]) -> None:
    nodes = {wish.id: wish.node for wish in waiting}
    first = allocate(rule, [], waiting)
    rest = [wish for wish in waiting if wish.id not in first.given]

    again = allocate(rule, [nodes[each] for each in first.given], rest)

    assert again.given == ()
    assert Counter(skip.id for skip in again.skipped) == Counter(skip.id for skip in first.skipped)


@given(rules(), WISHES, st.integers(0, 5))
def test_more_places_take_nobody_s_place_when_all_stand_alone(rule: Rules, waiting: list[Wish], more: int) -> None:
    waiting = [Wish(wish.id, wish.node) for wish in waiting]
    larger = Rules(rule.capacity + more, rule.shares, rule.spare_open, rule.lapsed)

    assert set(allocate(rule, [], waiting).given) <= set(allocate(larger, [], waiting).given)


def test_each_reason_is_told() -> None:
    shares = (Share("1/2/", 1), Share("1/5/", 2))
    waiting = [Wish(1, "1/2/"), Wish(2, "1/2/3/"), Wish(3, "1/7/"), Wish(4, "1/5/", "p"), Wish(5, "1/5/", "p")]

    closed = allocate(Rules(4, shares, spare_open=False), [], waiting)
    opened = allocate(Rules(4, shares), [], [*waiting, Wish(6, "1/7/")])

    assert closed == Outcome((1, 4, 5), (Skip(2, "share_full", "1/2/", 3), Skip(3, "spare_closed", "", 3)))
    assert opened == Outcome((1, 2, 4, 5), (Skip(3, "kept", "", 2), Skip(6, "full", "", 0)))
    assert allocate(Rules(1), [], waiting[3:]).skipped == (
        Skip(4, "party_too_large", "", 1),
        Skip(5, "party_too_large", "", 1),
    )
    assert allocate(Rules(9), [], waiting[3:], frozenset("p")).skipped[0].why == "party_incomplete"


def test_a_city_s_share_holds_those_of_its_counties() -> None:
    shares = (Share("1/2/", 3), Share("1/2/3/", 2))
    rule = Rules(3, shares, spare_open=False)

    # Two of the city's own: one place is the city's, two are the county's.
    outcome = allocate(rule, [], [Wish(1, "1/2/"), Wish(2, "1/2/4/"), Wish(3, "1/2/3/"), Wish(4, "1/2/3/")])

    assert outcome.given == (1, 3, 4)
    assert overbooked([Share("1/2/", 1), Share("1/2/3/", 2)], 9) == ["1/2/"]
    assert overbooked([Share("1/2/", 5)], 4) == [""]
