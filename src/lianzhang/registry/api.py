"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .coverage import REGISTERS, Declared, common, covered, stretches
from .eligibility import FIGURES, UNITS, RuleItem
from .industries import classes, is_code, manufacturing, name_of, normal, of_old_edition
from .places import FIRM_REGION, Place, region_parents, regions_within
from .units import Body, bodies, body_of, joined, key_of_body, of_bodies, unit_of
from .workdays import calendar_edition, work_calendar

__all__ = [
    "FIGURES",
    "FIRM_REGION",
    "REGISTERS",
    "UNITS",
    "Body",
    "Declared",
    "Place",
    "RuleItem",
    "bodies",
    "body_of",
    "calendar_edition",
    "classes",
    "common",
    "covered",
    "is_code",
    "joined",
    "key_of_body",
    "manufacturing",
    "name_of",
    "normal",
    "of_bodies",
    "of_old_edition",
    "region_parents",
    "regions_within",
    "stretches",
    "unit_of",
    "work_calendar",
]
