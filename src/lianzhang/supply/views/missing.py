"""The page of missing segments: what is within reach, against what city firms buy elsewhere."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.plans.api import CityRequest
from lianzhang.supply.missing.exports import missing_workbook
from lianzhang.supply.missing.filters import MissingFilter
from lianzhang.supply.missing.scatter import HEIGHT
from lianzhang.supply.models import PlaceOutput
from lianzhang.supply.permissions import Permission
from lianzhang.supply.queries.missing import SHOWN, Missing, missing_segments

__all__ = ["export", "missing", "place_output"]

READS = needs(Permission.READ)


def _asked(request: CityRequest) -> tuple[MissingFilter, Missing]:
    narrowing = MissingFilter(request.GET, request.viewpoint)
    return narrowing, missing_segments(request.viewpoint, narrowing.wanted.chain)


@require_safe
@READS
def missing(request: CityRequest) -> HttpResponse:
    narrowing, listing = _asked(request)
    context = {"filter": narrowing, "missing": listing, "height": HEIGHT, "shown": SHOWN}
    return render(request, "supply/missing_segments.html", context)


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    _, listing = _asked(request)
    return workbook(
        request, lambda: missing_workbook(listing.lines, demand=listing.reads), f"缺的环节{listing.year or ''}"
    )


@require_safe
@READS
@fetched(PlaceOutput)
def place_output(request: CityRequest, row: PlaceOutput) -> HttpResponse:  # noqa: ARG001 - it must be in sight
    """What places make is read where it is used."""
    return redirect(reverse("missing_segments") + request.viewpoint.query)
