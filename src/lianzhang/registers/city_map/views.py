"""The map of the city, and the table beside it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianzhang.access.api import needs
from lianzhang.enterprises.api import Permission
from lianzhang.kernel.formatting import day
from lianzhang.plans.api import CityRequest
from lianzhang.registers.city_map.drawing import city_drawing
from lianzhang.registers.city_map.filters import MapFilter
from lianzhang.registers.city_map.queries import city_map as look

__all__ = ["city_map"]


@require_safe
@needs(Permission.READ_ENTERPRISES)
def city_map(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint
    narrowing = MapFilter(vp, request.GET)
    city_map = look(vp, narrowing.on_chain, narrowing.in_role)

    def address(firm: int | None = None, region: str = "") -> str:
        if firm:
            return reverse("firm", args=[firm]) + vp.query
        return f"{reverse('firms')}?{urlencode(vp.params | narrowing.chosen | {'region': region})}"

    drawn = city_drawing(city_map, f"{vp.city}{narrowing.words}", day(vp.at), address)
    context = {"filter": narrowing, "city_map": city_map, "drawn": drawn}
    return render(request, "registers/city_map.html", context)
