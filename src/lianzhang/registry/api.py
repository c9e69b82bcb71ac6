"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .coverage import REGISTERS, Declared, common, covered, stretches
from .eligibility import FIGURES, UNITS, RuleItem
from .industries import classes, is_code, manufacturing, name_of, normal, of_old_edition
from .workdays import calendar_edition, work_calendar

__all__ = [
    "FIGURES",
    "REGISTERS",
    "UNITS",
    "Declared",
    "RuleItem",
    "calendar_edition",
    "classes",
    "common",
    "covered",
    "is_code",
    "manufacturing",
    "name_of",
    "normal",
    "of_old_edition",
    "stretches",
    "work_calendar",
]
