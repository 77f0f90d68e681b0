"""``manage.py search_timetable``: carry out a search that was asked for in a page; ends by itself."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.allocation.models import Search
from scoring.allocation.searching import SECONDS, carry_out


class Command(BaseCommand):
    help = "Carry out one search for a timetable, as the page of a contest asked for it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("search", type=int, help="the number of the search")
        parser.add_argument("--seconds", type=float, default=SECONDS, help="the time to search")

    def handle(self, *args: Any, **options: Any) -> None:
        search = Search.objects.filter(pk=options["search"], status=Search.Status.RUNNING).first()
        if search is None:
            raise CommandError("There is no such search, or it is over.")
        try:
            carry_out(search, seconds=min(600.0, max(1.0, options["seconds"])))
        except BaseException:
            # Nobody reads this process: the page must know that it ended.
            Search.objects.filter(pk=search.pk).update(status=Search.Status.FAILED)
            raise
