"""Who reaches the titles that are held, and the catalogue of titles: both are published."""

from __future__ import annotations

from lianzhang.access.api import EVERYBODY, GOVERNING, OF_PLACES, OFFICE, declare_policy, in_city_of, takes_attachments
from lianzhang.enterprises.api import FIRM, Whole, declare_whole, in_region, itself, on_chains, within
from lianzhang.registry.models import HonourKind, HonourRule, HonourWindow

from .models import Honour

declare_policy(
    Honour,
    sees={
        GOVERNING: in_city_of("city"),
        ("bank", "expert"): in_city_of("city"),
        FIRM: within(itself, "enterprise"),
    },
    acts={
        OFFICE: in_city_of("city"),
        "chain_team": within(on_chains, "enterprise"),
        OF_PLACES: within(in_region, "enterprise"),
    },
)
takes_attachments(Honour)
declare_whole(Honour, Whole("city"))
declare_policy(HonourKind, sees={EVERYBODY: in_city_of("city")})
for _catalogue in (HonourRule, HonourWindow):
    declare_policy(_catalogue, sees={EVERYBODY: in_city_of("kind__city")})

__all__: list[str] = []
