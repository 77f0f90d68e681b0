"""The demo's data: a contest day with sixteen teams of Shaanxi's cities, built once a day and never twice.

People are called by their seat and nobody can sign in with a password. What has already happened on the
day was played through the real log by the same brains as the live players.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from demo.logged import LoggedHouse
from demo.player import Player
from demo.rehearsal import PATIENCE, Rehearsal
from live import log
from negotiation.models import ScenarioVersion, Session
from negotiation.models import Seat as SeatRow
from negotiation.scenarios import load_library
from negotiation.sessions import plan_session, release, seat
from people.models import Office, Organization, User
from scoring.models import Panel
from scoring.panels import plan_panel

PROVINCE = ("陕西省总工会", "Shaanxi Federation of Trade Unions")
#: The twelve cities and districts that send teams: sign-in name, Chinese, English, how many teams.
CITIES = (
    ("xian", "西安", "Xi’an", 2),
    ("tongchuan", "铜川", "Tongchuan", 1),
    ("baoji", "宝鸡", "Baoji", 2),
    ("xianyang", "咸阳", "Xianyang", 2),
    ("weinan", "渭南", "Weinan", 2),
    ("yanan", "延安", "Yan’an", 1),
    ("hanzhong", "汉中", "Hanzhong", 1),
    ("yulin", "榆林", "Yulin", 1),
    ("ankang", "安康", "Ankang", 1),
    ("shangluo", "商洛", "Shangluo", 1),
    ("yangling", "杨凌", "Yangling", 1),
    ("hancheng", "韩城", "Hancheng", 1),
)
CONTEST = "协以成事"
MATCHES = 8
JUDGES = 5
NUMERALS = "一二三四五六七八"
#: Minutes before now at which the matches of the first round began, or will begin.
BEGAN = (95, 26, -20, -20, -80, -80, -140, -140)
SEATED_BEFORE = 600_000  # ms
ONLINE = (4, 8)  # numbers of the matches that are held online
SPECTATOR_NAME = "旁听"
TRAINER_NAME = "省培训师"
STAFF_NAMES = {
    "host": "主持人",
    "timekeeper": "计时员",
    "organiser": "组织者",
    "recorder": "记录员",
    "head-judge": "评委组长",
}


@dataclass(frozen=True, slots=True)
class Team:
    """A team of a city. ``name`` as it is called in the hall."""

    slug: str
    name: str
    name_en: str
    city: Organization

    def member(self, number: int) -> User:
        """The person of this team who takes the side's seat ``number``: the chief is 1."""
        title = "首席协商代表" if number == 1 else f"协商代表{NUMERALS[number - 1]}"
        return person(f"{self.slug}-{number}", f"{self.name}·{title}", self.city)


def person(username: str, name: str, organization: Organization) -> User:
    """Somebody who is known by a seat and cannot sign in with a password."""
    user, new = User.objects.get_or_create(
        username=username, defaults={"name": name, "organization": organization, "language": ""}
    )
    if new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def province() -> Organization:
    """The union federation of the province: all that the demo makes belongs to it."""
    name, name_en = PROVINCE
    found, _ = Organization.objects.get_or_create(
        name=name, parent=None, defaults={"name_en": name_en, "kind": Organization.Kind.PROVINCE}
    )
    return found


def teams() -> list[Team]:
    """The sixteen teams, first teams before second ones so that no match is within a city."""
    root = province()
    firsts, seconds = [], []
    for slug, zh, en, count in CITIES:
        city, _ = Organization.objects.get_or_create(
            name=f"{zh}市总工会" if slug != "yangling" else "杨凌示范区总工会",
            parent=root,
            defaults={"name_en": f"{en} Federation of Trade Unions", "kind": Organization.Kind.CITY},
        )
        if count == 1:
            firsts.append(Team(slug, f"{zh}队", en, city))
            continue
        firsts.append(Team(f"{slug}-1", f"{zh}一队", f"{en} 1", city))
        seconds.append(Team(f"{slug}-2", f"{zh}二队", f"{en} 2", city))
    return firsts + seconds


def staff(room: int, seat_key: str) -> User:
    """The person who holds this neutral seat in a room, judges included."""
    title = STAFF_NAMES.get(seat_key) or f"评委{seat_key.removeprefix('judge-')}"
    return person(f"room-{room}-{seat_key}", f"第{room}会场·{title}", province())


def spectator() -> User:
    """Whoever watches the demo signed in."""
    return person("spectator", SPECTATOR_NAME, province())


def trainer() -> User:
    """Whoever trains the province's negotiators."""
    user = person("trainer", TRAINER_NAME, province())
    Office.objects.get_or_create(user=user, organization=province(), kind=Office.Kind.TRAINER)
    return user


def pairs() -> list[tuple[Team, Team]]:
    """Who meets whom in the first round: the workers' side first."""
    all_teams = teams()
    half = len(all_teams) // 2
    return list(zip(all_teams[:half], all_teams[half:], strict=True))


def demo_sessions() -> QuerySet[Session]:
    """Every session that the demo has made."""
    return Session.objects.filter(organization__name=PROVINCE[0], organization__parent=None)


def library() -> list[ScenarioVersion]:
    """The newest version of each case of the library."""
    return list(ScenarioVersion.objects.newest().filter(scenario__owner=None).order_by("scenario__slug"))


@transaction.atomic
def make_session(
    number: int, *, title: str, scenario: ScenarioVersion, starts_at: datetime, setting: str, judges: int = JUDGES
) -> Session:
    """A planned session of pair ``number`` in the room of this number, every seat taken, with its panel.

    One that has begun already was seated before it began.
    """
    seated_at = min(log.now_ms(), round(starts_at.timestamp() * 1000) - SEATED_BEFORE)
    workers, employer = pairs()[(number - 1) % MATCHES]
    session = plan_session(
        scenario, title=title, organization=province(), starts_at=starts_at, setting=setting, judges=judges
    )
    for key, who in _people(session, number, workers, employer):
        seat(session, key, who, now=seated_at)
    plan_panel(session, now=seated_at)
    return session


def _people(session: Session, number: int, workers: Team, employer: Team) -> Iterator[tuple[str, User]]:
    """Who takes each seat."""
    taken = {"workers": 0, "employer": 0}
    for key, place in session.set_up.items():
        side = place["side"]
        if side:
            taken[side] += 1
            yield key, (workers if side == "workers" else employer).member(taken[side])
        else:
            yield key, staff((number - 1) % MATCHES + 1, key)


def match_title(number: int) -> str:
    workers, employer = pairs()[(number - 1) % MATCHES]
    return f"{CONTEST}·第一轮第{number}场：{workers.name} — {employer.name}"


def build(now: datetime | None = None) -> list[Session]:
    """The eight sessions of this day's first round; made when they are not there yet.

    The first was played to its published result, the second is in the middle of bargaining.
    """
    now = now or timezone.now()
    load_library()
    organisers()
    cases = library()
    began = _built_today(now) or now
    sessions = []
    for number, minutes in enumerate(BEGAN, 1):
        title = match_title(number)
        starts_at = began - timedelta(minutes=minutes)
        session = demo_sessions().filter(title=title, starts_at=starts_at).first()
        if session is None:
            setting = "online" if number in ONLINE else "hall"
            scenario = cases[(number - 1) % len(cases)]
            session = make_session(number, title=title, scenario=scenario, starts_at=starts_at, setting=setting)
            _play_what_has_been(session, number, starts_at, now)
            session.refresh_from_db()
        sessions.append(session)
    return sessions


def _built_today(now: datetime) -> datetime | None:
    """When this day's round was built; towards midnight its sessions lie in two days, so the first one tells."""
    for session in demo_sessions().filter(title=match_title(1)).order_by("-starts_at")[:2]:
        built = session.starts_at + timedelta(minutes=BEGAN[0])
        if timezone.localdate(built) == timezone.localdate(now):
            return built
    return None


def organisers() -> None:
    """The organiser of each room may plan further sessions, and see to the seats of these."""
    for room in range(1, MATCHES + 1):
        Office.objects.get_or_create(user=staff(room, "organiser"), organization=province(), kind=Office.Kind.ORGANISER)
    spectator()
    trainer()


def _play_what_has_been(session: Session, number: int, starts_at: datetime, now: datetime) -> None:
    """Play a session that has begun: the first to its end, the second until both sides have made their offers."""
    if starts_at >= now:
        return
    bargained = (lambda table: False) if number == 1 else _in_the_middle
    seed = f"contest-day-{number}"
    house = LoggedHouse(session.key, Panel.objects.get(session=session).key)
    players = players_of(session, seed=seed, patience=PATIENCE)
    start, end = round(starts_at.timestamp() * 1000), min(round(now.timestamp() * 1000), log.now_ms())
    Rehearsal(house, players, seed).play(start, until=end, enough=bargained)
    session.refresh_from_db()
    if session.is_over:
        release(session, staff(number, "organiser"))


def _in_the_middle(table: Mapping[str, Any]) -> bool:
    return len(table["offers"]) >= 4


def players_of(session: Session, *, seed: str, patience: int) -> list[Player]:
    """A player for every seat of the session."""
    seats = SeatRow.objects.filter(session=session).order_by("pk")
    return [Player(place.key, place.role, place.side, seed, patience) for place in seats]
