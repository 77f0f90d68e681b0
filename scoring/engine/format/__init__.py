"""The format of a contest as data: what is scored, in which stages, by which rules; and the day that it makes."""

from scoring.engine.format.course import Course, NotYet, Played, Step, byes_of
from scoring.engine.format.outlook import Day, Outlook, outlook
from scoring.engine.format.shape import BadFormat, Fault, Format, Stage, read

__all__ = [
    "BadFormat",
    "Course",
    "Day",
    "Fault",
    "Format",
    "NotYet",
    "Outlook",
    "Played",
    "Stage",
    "Step",
    "byes_of",
    "outlook",
    "read",
]
