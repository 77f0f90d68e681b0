"""A session in other time plays the same case, in shorter phases and with its news moved along."""

from negotiation.engine.retiming import SHORTEST, bargaining, retimed, within
from negotiation.scenarios import check, library


def test_a_quarter_of_an_hour_holds_all_phases_in_which_something_happens() -> None:
    case = check(library()[0].read_bytes()).scenario
    assert case
    short = retimed(case, within(case, 900))

    assert [phase.key for phase in short.phases] == [p.key for p in case.phases if p.speech != "none" or p.offers]
    assert abs(sum(phase.seconds for phase in short.phases) - 900) <= SHORTEST * len(short.phases)
    assert min(phase.seconds for phase in short.phases) >= SHORTEST
    assert short.issues is case.issues


def test_news_comes_at_the_same_part_of_the_meeting() -> None:
    case = check(library()[0].read_bytes()).scenario
    assert case
    short = retimed(case, within(case, 900))

    for key, news in case.injects.items():
        moved = short.injects[key].minute
        assert news.minute is not None
        assert moved is not None
        assert moved < news.minute
        assert moved * 60 <= 900


def test_what_goes_on_in_the_middle_has_only_its_offers_left() -> None:
    case = check(library()[0].read_bytes()).scenario
    assert case
    rest = retimed(case, bargaining(case, 600))

    assert all(phase.offers for phase in rest.phases)
    assert abs(sum(phase.seconds for phase in rest.phases) - 600) <= len(rest.phases)
    assert all(news.minute is None for news in rest.injects.values())
