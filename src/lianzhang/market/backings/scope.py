"""Who reads what stands behind a need: the firm, the office, the chain's team; and who answers it, once the firm shows
it to them, until that came to nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from lianzhang.access.api import OFFICE, ActiveAssignment, Reach, declare_policy, either, in_city_of, of_chains
from lianzhang.enterprises.api import FIRM, itself, within
from lianzhang.market.models import Backing, Match, MatchState
from lianzhang.market.scope import BODIES

__all__: list[str] = []


def _shown(active: ActiveAssignment) -> Q:
    told = Match.objects.filter(body=active.post, city=active.city, shown_on__isnull=False)
    return Q(need__in=told.exclude(state=MatchState.FAILED).order_by().values("need"))


_TEAM = of_chains("need__")
_SEES: dict[Iterable[str] | str, Reach] = {
    **dict.fromkeys(BODIES, _shown),
    OFFICE: in_city_of("need__city"),
    "chain_team": either(_TEAM, _shown) if "chain_team" in BODIES else _TEAM,
    FIRM: within(itself, "need__enterprise"),
}
declare_policy(
    Backing,
    sees=_SEES,
    acts={OFFICE: in_city_of("need__city"), "chain_team": _TEAM, FIRM: within(itself, "need__enterprise")},
)
