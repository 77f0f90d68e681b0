"""Foreign files as points that can be analysed: every fault of every file at once, every repair said."""

from collections.abc import Sequence
from dataclasses import dataclass

from negotiation.formats import genius, geniusweb
from negotiation.formats.exchange import Reading, TooLong, table_of
from negotiation.scenario_faults import Fault
from negotiation.scenario_points import OPTIONS, PointTable
from negotiation.scenarios import Report

File = tuple[str, bytes]


class FaultyFiles(Exception):
    """At least one file has errors; ``reports`` are those of all files that have."""

    def __init__(self, reports: Sequence[Report]) -> None:
        super().__init__("\n".join(line for report in reports for line in report.lines()))
        self.reports = reports


@dataclass(frozen=True, slots=True)
class Foreign:
    """Two sides' points from another program's files. ``readings``: how each profile's evaluations were taken."""

    table: PointTable
    readings: list[str]
    repairs: list[str]  # with file and line, in words
    discounts: list[float | None]

    def as_json(self) -> dict[str, object]:
        """What is said beside the figures of an analysis."""
        return {"readings": self.readings, "repairs": self.repairs, "discounts": self.discounts}


def read_genius(files: Sequence[File], *, lenient: bool = False, reading: Reading = "auto") -> Foreign:
    """Domain, first and second profile. Raises FaultyFiles."""
    readers = [genius.Reader(lenient) for _file in files]
    domain = readers[0].domain(files[0][1])
    profiles = [reader.profile(content, domain) for reader, (_n, content) in zip(readers[1:], files[1:], strict=True)]
    _raise_if_faulty(files, [reader.faults for reader in readers])
    repairs = [
        f"{name}:{fault.line}: {genius.told(fault)}"
        for reader, (name, _content) in zip(readers, files, strict=True)
        for fault in reader.repairs
    ]
    try:
        table, readings = table_of(domain, profiles, reading)
    except TooLong as long:
        raise _too_long(files[0][0], long) from None
    discounts = [None if profile.discount is None else float(profile.discount) for profile in profiles]
    return Foreign(table, readings, repairs, discounts)


def read_geniusweb(files: Sequence[File]) -> Foreign:
    """The two profiles, each with its domain. Raises FaultyFiles."""
    readers = [geniusweb.Reader() for _file in files]
    read = [reader.profile(content) for reader, (_name, content) in zip(readers, files, strict=True)]
    domains = [domain for domain, _profile in read]
    if not any(reader.faults for reader in readers) and not geniusweb.same_domain(domains):
        readers[1].faults.append(Fault("other-domain", 1, 1, ""))
    _raise_if_faulty(files, [reader.faults for reader in readers])
    try:
        table, _readings = table_of(domains[0], [profile for _domain, profile in read], "raw")
    except TooLong as long:
        raise _too_long(files[0][0], long) from None
    return Foreign(table, ["raw", "raw"], [], [None, None])


def _raise_if_faulty(files: Sequence[File], faults: Sequence[list[Fault]]) -> None:
    reports = [
        Report(name, tuple(sorted(found, key=lambda fault: (fault.line, fault.column))))
        for (name, _content), found in zip(files, faults, strict=True)
        if any(fault.severity == "error" for fault in found)
    ]
    if reports:
        raise FaultyFiles(reports)


def _too_long(name: str, long: TooLong) -> FaultyFiles:
    return FaultyFiles([Report(name, (Fault("too-long", 1, 1, "", {"found": long, "limit": OPTIONS}),))])
