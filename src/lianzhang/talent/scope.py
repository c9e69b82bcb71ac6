"""Who reaches what colleges report: all who govern the city read it; a college its own alone, which it writes as well.

A unit, such as the one for education, writes for a college what it reports itself."""

from __future__ import annotations

from django.db.models import Q

from lianzhang.access.api import (
    GOVERNING,
    NOTHING,
    OFFICE,
    ActiveAssignment,
    declare_policy,
    in_city_of,
    takes_attachments,
)

from .models import GraduateReport

__all__: list[str] = []


def _own(active: ActiveAssignment) -> Q:
    return Q(city=active.city, college=active.organization) if active.organization else NOTHING


def _own_or_written(active: ActiveAssignment) -> Q:
    written = Q(city=active.city, post=active.post) if active.post is not None else NOTHING
    return _own(active) | written


declare_policy(
    GraduateReport,
    sees={GOVERNING: in_city_of("city"), "expert": _own},
    acts={OFFICE: in_city_of("city"), "member_unit": _own_or_written, "expert": _own},
)
takes_attachments(GraduateReport)
