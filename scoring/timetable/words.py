"""Breaches, changes and impossible problems in words, in the language of now."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from scoring.timetable.answer import Answer, Core
from scoring.timetable.check import Breach, conflict, possible
from scoring.timetable.problem import Problem, moment

#: Names that one line has at most.
NAMES = 8


def reason(code: str) -> str:
    """Why a judge may not judge a team."""
    known = {
        "city": _("same city"),
        "employer": _("same employer"),
        "family": _("family"),
        "coached": _("coached the team"),
        "judged": _("judged the team before"),
        "other": _("declared"),
    }
    return known.get(code, code)


def breach(found: Breach) -> str:
    """One broken rule."""
    words = {
        "unknown_match": _("%(match)s: the problem has no such match"),
        "missing": _("%(match)s: has no time, room and panel"),
        "no_start": _("%(match)s: no match may start at that time"),
        "unknown_room": _("%(match)s: there is no room %(who)s"),
        "closed": _("%(match)s: %(who)s is not open all that time"),
        "panel_size": _("%(match)s: the panel has the wrong size (%(why)s)"),
        "unknown_judge": _("%(match)s: there is no judge %(who)s"),
        "head": _("%(match)s: nobody on the panel can be head judge"),
        "absent": _("%(match)s: %(who)s is not there all that time"),
        "conflict": _("%(match)s: %(who)s may not judge this match (%(why)s)"),
        "room_taken": _("%(match)s and %(other)s: both are in %(who)s at once"),
        "order": _("%(other)s begins too soon after %(match)s, which decides who plays in it"),
        "team_rest": _("%(match)s and %(other)s: %(who)s has no rest between them"),
        "judge_rest": _("%(match)s and %(other)s: %(who)s has no rest between them"),
        "fresh": _("%(match)s and %(other)s: %(who)s would judge the same team twice in these rounds"),
    }
    code, _colon, rest = found.why.partition(": ")
    why = f"{reason(code)}: {rest}" if rest else found.why
    return words[found.code] % {"match": found.matches[0], "other": found.matches[-1], "who": found.who, "why": why}


def rule(code: str) -> str:
    """A family of rules, as it is named when it cannot hold."""
    return {
        "opening": _("rooms are open only at their times"),
        "rooms": _("one match at a time in a room"),
        "order": _("a match comes after those that decide who plays in it"),
        "team_rest": _("teams rest between matches"),
        "judge_rest": _("judges sit in one match at a time and rest"),
        "absent": _("judges are there only at their times"),
        "conflict": _("no judge judges their own city, employer or a declared conflict"),
        "head": _("a head judge on every panel"),
        "fresh": _("no judge meets a team twice in the named rounds"),
    }[code]


def impossible(problem: Problem, core: Core) -> Iterator[str]:
    """Why there is no answer: matches, rules, and the judges whom the rules keep out."""
    yield _("Impossible: %(matches)s cannot be held with these rules together:") % {"matches": _few(core.matches)}
    yield "  - " + _("every match has a time, a room and its full panel")
    for code in core.rules:
        yield f"  - {rule(code)}"
    for match in problem.matches:
        if match.id in core.matches and "conflict" in core.rules:
            teams = [team for team in problem.teams if team.id in match.teams]
            out = [
                f"{judge.id} ({reason(why)}: {team.id})"
                for judge in problem.judges
                for team in teams
                if (why := conflict(judge, team))
            ]
            if out:
                yield "    " + _("%(match)s needs %(panel)s judges; kept out: %(judges)s") % {
                    "match": match.id,
                    "panel": match.panel,
                    "judges": _few(out),
                }
    if "head" in core.rules:
        heads = [judge.id for judge in problem.judges if judge.head]
        yield "    " + _("who can be head judge: %(judges)s") % {"judges": _few(heads) or _("nobody")}
    if "absent" in core.rules:
        part = [judge.id for judge in problem.judges if judge.free]
        yield "    " + _("not there all the time: %(judges)s") % {"judges": _few(part)}
    if core.smallest:
        yield _("Leave out any one of these rules or matches and the others can hold.")
    else:
        yield _("Time was too short to show that nothing of this can be left out.")


def _few(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names[:NAMES]) + (" …" if len(names) > NAMES else "")


def table(problem: Problem, answer: Answer) -> Iterator[str]:
    """The answer, a line for each match in the order of time; the head judge first."""
    judges = {judge.id: judge for judge in problem.judges}
    matches = {match.id: match for match in problem.matches}
    for id, each in sorted(answer.items(), key=lambda pair: (pair[1].start, pair[1].room)):
        if id in matches:
            known = [judges[name] for name in each.panel if name in judges]
            known.sort(key=lambda judge: (not judge.head, -judge.experience))
            teams = " – ".join(matches[id].teams)
            names = ", ".join(judge.id for judge in known)
            yield f"{moment(problem.day, each.start)}  {each.room}  {id}  {teams}  [{names}]"


def maybes(problem: Problem, answer: Answer) -> Iterator[str]:
    """Judges who would have to leave a panel if a certain team came to play there."""
    teams = {team.id: team for team in problem.teams}
    judges = {judge.id: judge for judge in problem.judges}
    for match in problem.matches:
        for name in sorted(possible(problem, match) - set(match.teams)):
            for seated in answer[match.id].panel:
                if why := conflict(judges[seated], teams[name]):
                    found = {"match": match.id, "judge": seated, "team": name, "why": reason(why)}
                    yield _("%(match)s: %(judge)s must leave if %(team)s comes to play there (%(why)s)") % found
