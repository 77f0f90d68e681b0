"""Rows of exams."""

from training.exams.models.exams import Admission, Exam, Void
from training.exams.models.sittings import Answer, Attempt, Extension, Mark

__all__ = ["Admission", "Answer", "Attempt", "Exam", "Extension", "Mark", "Void"]
