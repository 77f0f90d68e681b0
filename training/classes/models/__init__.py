"""Rows of courses, classes, enrolment and attendance."""

from training.classes.models.attendance import Attendance, FailedScan, Override
from training.classes.models.courses import CalendarKey, Class, Course, Document, Lesson, Module, UnitShare
from training.classes.models.enrolment import Enrolment, Status, StatusEntry

__all__ = [
    "Attendance",
    "CalendarKey",
    "Class",
    "Course",
    "Document",
    "Enrolment",
    "FailedScan",
    "Lesson",
    "Module",
    "Override",
    "Status",
    "StatusEntry",
    "UnitShare",
]
