"""Who reaches how segments follow each other and what is said of them: everybody of the city."""

from __future__ import annotations

from lianzhang.access.api import EVERYBODY, declare_policy, in_city_of
from lianzhang.registry.models import SegmentLink

from .models import SegmentJudgement

declare_policy(SegmentLink, sees={EVERYBODY: in_city_of("upstream__city")})
declare_policy(SegmentJudgement, sees={EVERYBODY: in_city_of("segment__city")})

__all__: list[str] = []
