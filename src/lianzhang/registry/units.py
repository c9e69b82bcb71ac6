"""Units that may be made responsible: bodies, regions and parks of a city, each a unit once it is named as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q

from .models import Organization, Park, Region, ResponsibleUnit

__all__ = ["UNIT_NAMES", "Body", "bodies", "body_of", "joined", "key_of_body", "of_bodies", "unit_of"]

# What a unit is called by lies in one of these.
UNIT_NAMES = ("organization", "region", "park")
KINDS: dict[str, type[Model]] = {"organization": Organization, "region": Region, "park": Park}

Body = Organization | Region | Park


def joined(path: str) -> tuple[str, ...]:
    """What `select_related` needs to name the unit at `path`."""
    return tuple(f"{path}__{name}" for name in UNIT_NAMES)


def unit_of(body: Body) -> ResponsibleUnit:
    """The unit of a body, made where there was none yet."""
    (name,) = (name for name, model in KINDS.items() if isinstance(body, model))
    city = body.city_id or body.pk  # the city's own region belongs to none
    return ResponsibleUnit.objects.get_or_create(**{name: body}, defaults={"city_id": city})[0]


def of_bodies(organization: int | None, region: int | None, park: int | None) -> Q:
    """The units of a post: of its organization, and of its park or else its region. By primary keys."""
    wanted = Q(organization=organization) if organization else Q(pk__in=())
    if park:
        return wanted | Q(park=park)
    return wanted | Q(region=region) if region else wanted


def key_of_body(body: Body) -> str:
    """How a form writes a body: `organization:12`."""
    return f"{next(name for name, model in KINDS.items() if isinstance(body, model))}:{body.pk}"


def body_of(key: str, city: int) -> Body | None:
    """The body of a city that a form wrote as `key`; None where it is none of them."""
    name, _, pk = key.partition(":")
    model = KINDS.get(name)
    if model is None or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    body: Any = model._default_manager.filter(pk=int(pk), city=city).first()
    return body


def bodies(city: int) -> Iterable[Body]:
    """Every body of the city that may be made responsible, by kind and code; one dissolved is left out."""
    ended = ResponsibleUnit.objects.filter(city=city, ended__isnull=False)
    for name, model in KINDS.items():
        rows: Any = model._default_manager.filter(city=city)
        rows = rows.exclude(pk__in=ended.exclude(**{name: None}).values(name))
        if model is Region:
            rows = rows.exclude(kind__in=("neighbour", "province"))
        yield from rows.order_by("code")
