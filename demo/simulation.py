"""A whole contest by itself: teams from a file, lots, timetable, sessions with their panels, protests, results, titles.

Everything goes through the same verbs that the pages use; only the people are dice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from demo.contest_day import CITIES, NUMERALS, STAFF_NAMES, library, person, players_of, province
from demo.logged import LoggedHouse
from demo.rehearsal import PATIENCE, Rehearsal
from negotiation.models import Session
from negotiation.scenarios import load_library
from negotiation.sessions import seat
from people.models import Office, Organization, User
from scoring.allocation import planning, searching
from scoring.allocation.models import Judge, Room, Search
from scoring.contests import draws, importing, results, titles
from scoring.contests.library import formats
from scoring.contests.models import Contest, Draw, Match
from scoring.contests.registering import Refusal, decide
from scoring.contests.setting_up import create, open_for_teams
from scoring.day import running
from scoring.engine.format import NotYet
from scoring.models import Panel

HEADER = "代表队,英文队名,选送单位,角色,姓名,工作单位"
ROLES = ("领队", "首席协商代表", "协商代表", "协商代表", "协商代表")
#: How long the search for one round's timetable may take, in seconds.
SEARCH = 20
LONGEST = 4 * 3600 * 1000  # ms that a session may take

Say = Callable[[str], Any]


@dataclass
class Simulation:
    """One contest. ``say`` is told each thing that happens, in a line."""

    teams: int
    judges: int
    seed: int
    format: str = "recommended"
    slug: str = "simulated"
    starts_on: date | None = None
    say: Say = print
    dice: Random = field(init=False)
    contest: Contest = field(init=False)
    by: tuple[User, User] = field(init=False)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)

    def run(self) -> Contest:
        """From the call for teams to the published titles."""
        self.open()
        self.register()
        self.draw_codes()
        self.mark_papers()
        for number in range(200):
            step = self.draw_round()
            if step is None:
                break
            self.find_places()
            self.play()
            if number == 0:
                self.protest()
        self.finish()
        return self.contest

    # --- Before the day ------------------------------------------------------------------------------

    def open(self) -> None:
        """A contest of the province, its two organisers, rooms and judges."""
        load_library()
        root = province()
        self.by = tuple(person(f"{self.slug}-{n}", f"组委会{NUMERALS[n]}", root) for n in range(2))  # type: ignore[assignment]
        for user in self.by:
            Office.objects.get_or_create(user=user, organization=root, kind=Office.Kind.ORGANISER)
        self.contest = create(
            slug=self.slug,
            organization=root,
            format=formats()[self.format],
            by=self.by[0],
            title="首届集体协商竞赛（模拟）",
            title_en="First collective-bargaining contest, simulated",
            theme="协以成事",
            starts_on=self.starts_on or timezone.localdate() + timedelta(days=1),
            expected_teams=self.teams,
        )
        open_for_teams(self.contest)
        rooms = max(1, min(4, self.teams // 4))
        Room.objects.bulk_create(Room(contest=self.contest, name=f"第{n}会场") for n in range(1, rooms + 1))
        cities = [city for _slug, city, _en, _count in CITIES]
        Judge.objects.bulk_create(
            Judge(
                contest=self.contest,
                name=f"评委{n:02}",
                city="" if n % 3 else f"{self.dice.choice(cities)}市总工会",
                head=n % 2 == 1,
                experience=self.dice.randint(0, 6),
            )
            for n in range(1, self.judges + 1)
        )
        self.say(f"contest {self.slug}: {self.teams} teams, {self.judges} judges, {rooms} rooms, format {self.format}")

    def register(self) -> None:
        """Teams come from a spreadsheet, as cities send it, and are approved."""
        root, lines = province(), [HEADER]
        cities = []
        for number in range(self.teams):
            slug, zh, en, _count = CITIES[number % len(CITIES)]
            name = f"{zh}市总工会" if slug != "yangling" else "杨凌示范区总工会"
            city, _new = Organization.objects.get_or_create(
                name=name,
                parent=root,
                defaults={"name_en": f"{en} Federation of Trade Unions", "kind": Organization.Kind.CITY},
            )
            cities.append(city)
            again = number // len(CITIES)
            team = f"{zh}{NUMERALS[again] if again < len(NUMERALS) else again + 1}队"
            lines += [
                f"{team},{en} {again + 1},{city.name},{role},{team}{NUMERALS[n]},{city.name}"
                for n, role in enumerate(ROLES)
            ]
        found = importing.preview(self.contest, "\n".join(lines).encode(), cities)
        if found.faults:
            raise RuntimeError("; ".join(f"{fault.place} {fault.message}" for fault in found.faults))
        count = importing.write(self.contest, found.as_json())
        for team_row in self.contest.teams.all():
            decide(team_row, "approve")
        self.say(f"registration file: {len(lines) - 1} rows, {count} teams written and approved")

    def draw_codes(self) -> None:
        draw = draws.make(draws.prepare_codes(self.contest, by=self.by[0]), by=self.by[1])
        self.say(f"codes drawn: commitment {draw.published['commitment'][:16]}…")

    def mark_papers(self) -> None:
        """Marks for everything that no panel judges."""
        typed = results.typed_components(self.contest.format)
        values = {
            (team.pk, each["id"]): str(self.dice.randint(60, 98))
            for team in self.contest.teams.taking_part()
            for each in typed
        }
        self.say(f"marks typed in: {results.enter(self.contest, values, by=self.by[0])}")

    # --- A round -------------------------------------------------------------------------------------

    def draw_round(self) -> Draw | None:
        """The next round, or None when all is played; ties that stand in the way are settled by name."""
        for _tie in range(50):
            try:
                step = draws.next_step(self.contest)
                break
            except NotYet as not_yet:
                if not_yet.code == "over":
                    return None
                if not_yet.code != "equal":
                    raise
                order = [int(team) for team in not_yet.teams]
                results.settle(self.contest, order, by=self.by[1], reason="评委会具名表决")
                self.say(f"tie settled by name between {len(order)} teams")
        draw = draws.prepare(self.contest, step, by=self.by[0])
        last = Session.objects.filter(match__contest=self.contest).order_by("-starts_at").first()
        begins = timezone.localtime(last.starts_at) + timedelta(hours=1, minutes=20) if last else self._morning()
        cases = library()
        case = cases[self.contest.draws.count() % len(cases)]
        drawn = draws.make(draw, by=self.by[1], when=draws.When(case, begins, max(1, self.contest.halls.count())))
        for side_draw in self.contest.draws.standing().filter(drawn=None).exclude(pair=0):
            draws.make(side_draw, by=self.by[1])
        count = len(planning.ahead(self.contest))
        self.say(f"{step.stage.id} round {step.round}: {count} matches drawn, byes {len(drawn.result.get('byes', ()))}")
        return drawn

    def _morning(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.contest.starts_on, time(8, 30)))

    def find_places(self) -> None:
        """Times, rooms and panels by the search, put in force; neutral staff take their seats."""
        for number, match in enumerate(planning.ahead(self.contest)):
            for key, title in STAFF_NAMES.items():
                if key != "head-judge":
                    room = number % 8 + 1
                    seat(match.session, key, person(f"{self.slug}-{room}-{key}", f"第{room}会场·{title}", province()))
        search = self._search()
        if search.plan is None:
            raise RuntimeError("no timetable: " + "; ".join(search.lines))
        planning.apply(search.plan)
        told = search.plan.outcome
        self.say(f"  timetable {told['status']}, cost {told['cost']} (bound {told['bound']}), {told['seconds']} s")

    def _search(self) -> Search:
        """On as few days as are enough."""
        for days in range(1, planning.MOST_DAYS + 1):
            try:
                search = searching.ask(self.contest, by=self.by[0], days=days, fresh=False, language="en")
            except Refusal:
                if days == planning.MOST_DAYS:
                    raise
                continue
            searching.carry_out(search, seconds=SEARCH)
            if search.status == Search.Status.DONE:
                break
        return search

    def play(self) -> None:
        """Every match that is planned, to its published result."""
        outcomes = []
        for match in planning.ahead(self.contest):
            panel = Panel.objects.get(session=match.session)
            seed = f"{self.seed}-{match.pk - self._first()}"
            start = round(match.session.starts_at.timestamp() * 1000)
            players = players_of(match.session, seed=seed, patience=PATIENCE)
            Rehearsal(LoggedHouse(match.session.key, panel.key), players, seed).play(start, until=start + LONGEST)
            match.session.refresh_from_db()
            outcomes.append(match.session.status)
        ballots = sum(Panel.objects.get(session__match=match).ballots.count() for match in self.contest.matches.all())
        told = ", ".join(f"{outcomes.count(each)} {each}" for each in sorted(set(outcomes)))
        self.say(f"  played: {told}; ballots so far {ballots}")

    def _first(self) -> int:
        first = self.contest.matches.order_by("pk").first()
        return first.pk if first else 0

    def protest(self) -> None:
        """One team protests about a match that it lost; somebody who did not judge it decides."""
        match = next(iter(self._lost()), None)
        if match is None:
            return
        team = match.employer
        chief = team.members.get(role="chief").person
        if chief is None:
            return
        filed = running.protest(match, team, by=chief, text="我方认为对方超时未扣分。")
        running.decide(filed, "rejected", by=self.by[1], reason="核对计时记录，未超时。")
        self.say("  one protest filed and decided: rejected")

    def _lost(self) -> Iterator[Match]:
        yield from self.contest.matches.select_related("session", "employer", "contest").order_by("pk")[:1]

    # --- After the last match ------------------------------------------------------------------------

    def finish(self) -> None:
        """Ties, titles, two officials, publication."""
        for tie in results.ties(self.contest, results.lines(self.contest)):
            results.settle(self.contest, tie["teams"], by=self.by[1], reason="评委会具名表决")
        for _choice in range(50):
            made = results.reckon(self.contest).awards
            waiting = [each for each in made if each["open"]]
            if not waiting:
                break
            order = [each["id"] for each in waiting[0]["open"]]
            titles.choose(self.contest, waiting[0]["title"], order, made=made, by=self.by[1], reason="评委会具名表决")
        for title in self.contest.format["titles"]:
            if title["kind"] == "named":
                chosen = [str(each.pk) for each in titles.senders(self.contest)[: title["quota"]]]
                titles.choose(self.contest, title["id"], chosen, made=made, by=self.by[0], reason="组织得力")
        version = results.compute(self.contest, by=self.by[0])
        results.confirm(version, by=self.by[1])
        results.publish(version)
        self.say(f"standings version {version.version} computed, confirmed by a second official, published")
