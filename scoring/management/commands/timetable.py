"""``manage.py timetable``: times, rooms and panels of a contest, checked and repaired; see docs/timetable.md."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from negotiation.scenario_yaml import written as yaml
from negotiation.tongue import of_terminal
from scoring.timetable import words
from scoring.timetable.answer import Answer, Outcome
from scoring.timetable.check import check, cost, costs
from scoring.timetable.example import example
from scoring.timetable.file import Unusable, read, read_answer, written
from scoring.timetable.problem import Problem, minute, moment


class Command(BaseCommand):
    help = "Find times, rooms and panels for a contest, check them, repair them. docs/timetable.md explains it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, parser_class=argparse.ArgumentParser)
        solve = verbs.add_parser("solve", help="the best timetable for a problem file")
        check = verbs.add_parser("check", help="what an answer breaks and costs")
        repair = verbs.add_parser("repair", help="as few changes as possible when a judge or room falls out")
        for each in (solve, check, repair):
            each.add_argument("file", metavar="FILE", help="the problem, YAML or JSON")
        for each in (solve, repair):
            each.add_argument("--seconds", type=float, default=60, help="the time to search, 1 to 3600")
            each.add_argument("--workers", type=int, default=2, help="threads of the search, 1 to 32")
            each.add_argument("--out", metavar="FILE", help="write the answer here, JSON")
        check.add_argument("--answer", required=True, metavar="FILE", help="what solve or repair wrote")
        repair.add_argument("--answer", required=True, metavar="FILE", help="the answer that stands")
        repair.add_argument("--gone", metavar="NAME", help="the judge or room that falls out")
        repair.add_argument("--since", metavar="'YYYY-MM-DD HH:MM'", help="from when; without it, always")
        repair.add_argument("--move", nargs=2, metavar=("JUDGE", "MATCH"), help="only say what this would break")
        repair.add_argument("--instead", metavar="JUDGE", help="with --move: who leaves that panel for it")
        made = verbs.add_parser("example", help="print an invented problem")
        made.add_argument("--teams", type=int, default=16, choices=(4, 8, 16, 32, 64))
        made.add_argument("--judges", type=int, default=15)
        made.add_argument("--seed", type=int, default=7)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(of_terminal()):
            self.carry_out(**options)

    def carry_out(self, verb: str, **options: Any) -> None:
        if verb == "example":
            if not 1 <= options["judges"] <= 200:
                raise CommandError(_("--judges must be 1 to 200."))
            self.stdout.write(yaml(example(options["teams"], options["judges"], options["seed"])), ending="")
            return
        if verb != "check" and not (1 <= options["seconds"] <= 3600 and 1 <= options["workers"] <= 32):
            raise CommandError(_("--seconds must be 1 to 3600, --workers 1 to 32."))
        try:
            problem = read(_bytes(options["file"]), options["file"])
            answer = None
            if verb != "solve":
                answer = read_answer(_bytes(options["answer"]), problem.day, options["answer"])
        except Unusable as faults:
            raise CommandError(str(faults)) from None
        if answer is None:
            self.solve(problem, options)
        elif verb == "check":
            self.judge(problem, answer)
        else:
            self.repair(problem, answer, options)

    def solve(self, problem: Problem, options: dict[str, Any]) -> None:
        from scoring.timetable.solve import solve  # noqa: PLC0415  OR-tools costs a third of a second

        outcome = solve(problem, seconds=options["seconds"], workers=options["workers"])
        self.tell(problem, outcome, options)
        if outcome.status == "optimal":
            self.stdout.write(_("Proven optimal: no answer costs less."))
        else:
            found = {"bound": outcome.bound, "gap": f"{outcome.gap or 0:.1%}"}
            self.stdout.write(_("Not proven optimal: no answer costs less than %(bound)s; gap %(gap)s.") % found)

    def judge(self, problem: Problem, answer: Answer) -> None:
        if found := check(problem, answer):
            raise CommandError("\n".join(words.breach(each) for each in found))
        self.price(problem, answer)
        for line in words.maybes(problem, answer):
            self.stdout.write(line)
        self.stdout.write(_("No rule is broken."))

    def repair(self, problem: Problem, answer: Answer, options: dict[str, Any]) -> None:
        if options["move"]:
            self.move(problem, answer, options)
            return
        if not options["gone"]:
            raise CommandError(_("Say who or what falls out, --gone NAME, or what to try, --move JUDGE MATCH."))
        from scoring.timetable.repair import changes, repair, without  # noqa: PLC0415

        if strange := [each for each in check(problem, answer) if each.code.startswith(("unknown", "missing", "no_"))]:
            raise CommandError("\n".join(words.breach(each) for each in strange))
        try:
            since = minute(problem.day, options["since"]) if options["since"] else min(problem.starts)
            changed = without(problem, answer, options["gone"], since)
        except ValueError:
            raise CommandError(_("--since must be a time, YYYY-MM-DD HH:MM.")) from None
        except TypeError:
            raise CommandError(_("--since must be a time without a zone, YYYY-MM-DD HH:MM.")) from None
        except KeyError:
            raise CommandError(_("%(name)s is neither a judge nor a room.") % {"name": options["gone"]}) from None
        outcome = repair(changed, answer, since, seconds=options["seconds"], workers=options["workers"])
        self.tell(changed, outcome, options)
        if outcome.answer is None:
            return
        found = changes(answer, outcome.answer)
        for each in found:
            if each.what == "place":
                was, now = (f"{moment(problem.day, int(at[0]))} {at[1]}" for at in (each.before, each.after))
                self.stdout.write(_("%(match)s: %(was)s → %(now)s") % {"match": each.match, "was": was, "now": now})
            else:
                goes, comes = (", ".join(str(name) for name in names) for names in (each.before, each.after))
                said = {"match": each.match, "goes": goes, "comes": comes}
                self.stdout.write(_("%(match)s: %(goes)s leaves, %(comes)s comes") % said)
        if outcome.fewest:
            self.stdout.write(_("No answer has fewer changes."))
        else:
            self.stdout.write(_("It is not proven that no answer has fewer changes."))

    def move(self, problem: Problem, answer: Answer, options: dict[str, Any]) -> None:
        from scoring.timetable.repair import moved  # noqa: PLC0415

        (judge, match), instead = options["move"], options["instead"]
        if match not in answer:
            raise CommandError(_("The answer has no match %(match)s.") % {"match": match})
        if instead is not None and instead not in answer[match].panel:
            raise CommandError(_("%(judge)s is not on that panel.") % {"judge": instead})
        before = set(check(problem, answer))
        found = [each for each in check(problem, moved(answer, judge, match, instead)) if each not in before]
        for each in found:
            self.stdout.write(words.breach(each))
        if not found:
            self.stdout.write(_("This move breaks no rule."))

    def tell(self, problem: Problem, outcome: Outcome, options: dict[str, Any]) -> None:
        """The answer, checked by the checker and written. Raises CommandError where there is none."""
        if outcome.core is not None:
            raise CommandError("\n".join(words.impossible(problem, outcome.core)))
        if outcome.answer is None:
            raise CommandError(_("No answer was found in that time. Give more --seconds."))
        if found := check(problem, outcome.answer):
            raise CommandError("\n".join(words.breach(each) for each in found))
        for line in words.table(problem, outcome.answer):
            self.stdout.write(line)
        self.price(problem, outcome.answer)
        self.stdout.write(_("%(seconds)s s") % {"seconds": f"{outcome.seconds:.1f}"})
        if options["out"]:
            text = written(problem, outcome.answer, status=outcome.status, cost=outcome.cost, bound=outcome.bound)
            try:
                Path(options["out"]).write_text(text, encoding="utf-8")
            except OSError as problem_:
                raise CommandError(f"{options['out']}: {problem_.strerror}") from None

    def price(self, problem: Problem, answer: Answer) -> None:
        units = ", ".join(f"{name} {count}" for name, count in costs(problem, answer).items())
        self.stdout.write(_("Cost %(cost)s (%(units)s)") % {"cost": cost(problem, answer), "units": units})


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        raise CommandError(f"{name}: {problem.strerror}") from None
    except ValueError as problem:
        raise CommandError(f"{name!r}: {problem}") from None
