"""Who reaches which firms and what hangs on them.

Who is on which chain and who holds which title is published, so all who govern see it. What a firm reports of itself,
and whom to ask there, is seen only by those who answer for it; a firm sees and fills in its own part alone."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from lianzhang.access.active import ActiveAssignment
from lianzhang.access.attachments import takes_attachments
from lianzhang.access.row_policy import NOTHING, Reach, declare_policy
from lianzhang.access.scope import EVERYBODY, GOVERNING, LEADERS, OF_PLACES, OFFICE, in_city_of
from lianzhang.registry.models import Coverage, HonourKind, HonourRule, HonourWindow, Segment, SegmentLink
from lianzhang.work.models import ReportState

from .models import (
    AboveScale,
    BulkEdit,
    BulkEditRow,
    Contact,
    DuplicateCandidate,
    Enterprise,
    Explained,
    FormerName,
    Honour,
    Membership,
    NotSame,
    PeriodLock,
    ResearchBody,
    SavedView,
    SegmentJudgement,
    Statement,
)

FIRM = "enterprise"  # the role of a firm's own account
CITYWIDE = (*LEADERS, *OFFICE, "chief", "chain_team", "member_unit")
SETTLED = (ReportState.CONFIRMED, ReportState.REPLACED)


# --- for which firms a post answers; `path` leads from a row to its firm, "" where the row is the firm
def _on_chains(active: ActiveAssignment) -> Q:
    return Q(pk__in=Membership.objects.filter(chain__in=active.chains).values("enterprise"))


def _in_region(active: ActiveAssignment) -> Q:
    if active.park is not None:
        return Q(park=active.park)
    return NOTHING if active.region is None else Q(region=active.region)


def _itself(active: ActiveAssignment) -> Q:
    return NOTHING if active.organization is None else Q(organization=active.organization)


def firms_of(active: ActiveAssignment, answering: Reach, path: str = "") -> Q:
    """Rows whose firm lies in the post's city and within `answering`."""
    if not path:
        return Q(city=active.city) & answering(active)
    return Q(**{f"{path}__in": Enterprise.objects.filter(answering(active), city=active.city).values("pk")})


def within(answering: Reach, path: str = "") -> Reach:
    return lambda active: firms_of(active, answering, path)


def _answering(path: str) -> dict[Iterable[str] | str, Reach]:
    """Each role that keeps the register, and the rows of it that it answers for."""
    return {
        OFFICE: in_city_of(f"{path}__city" if path else "city"),
        "chain_team": within(_on_chains, path),
        OF_PLACES: within(_in_region, path),
        FIRM: within(_itself, path),
    }


# --- the firm: who it is
declare_policy(
    Enterprise,
    sees={
        CITYWIDE: in_city_of("city"),
        "bank": in_city_of("city"),
        OF_PLACES: within(_in_region),
        "expert": within(_on_chains),
        FIRM: within(_itself),
    },
    acts=_answering(""),
)
takes_attachments(Enterprise)
for _model in (FormerName, AboveScale, ResearchBody):
    declare_policy(
        _model,
        sees={
            CITYWIDE: in_city_of("enterprise__city"),
            "bank": in_city_of("enterprise__city"),
            OF_PLACES: within(_in_region, "enterprise"),
            "expert": within(_on_chains, "enterprise"),
            FIRM: within(_itself, "enterprise"),
        },
        acts=_answering("enterprise"),
    )
declare_policy(Contact, sees=_answering("enterprise"), acts=_answering("enterprise"))


# --- what is published of it
declare_policy(
    Membership,
    sees={
        GOVERNING: in_city_of("enterprise__city"),
        ("bank", "expert"): in_city_of("enterprise__city"),
        FIRM: within(_itself, "enterprise"),
    },
    acts={
        OFFICE: in_city_of("enterprise__city"),
        "chain_team": lambda active: Q(enterprise__city=active.city, chain__in=active.chains),
        OF_PLACES: within(_in_region, "enterprise"),
    },
)
declare_policy(
    Honour,
    sees={
        GOVERNING: in_city_of("city"),
        ("bank", "expert"): in_city_of("city"),
        FIRM: within(_itself, "enterprise"),
    },
    acts={
        OFFICE: in_city_of("city"),
        "chain_team": within(_on_chains, "enterprise"),
        OF_PLACES: within(_in_region, "enterprise"),
    },
)
takes_attachments(Honour)


# --- what it reports of itself
def _settled(active: ActiveAssignment) -> Q:
    return Q(enterprise__city=active.city, state__in=SETTLED)


declare_policy(
    Statement,
    sees={
        OFFICE: in_city_of("enterprise__city"),
        (*LEADERS, "chief", "member_unit"): _settled,
        "chain_team": within(_on_chains, "enterprise"),
        OF_PLACES: within(_in_region, "enterprise"),
        FIRM: within(_itself, "enterprise"),
    },
    acts=_answering("enterprise"),
)
takes_attachments(Statement)
declare_policy(
    Explained,
    sees={
        OFFICE: in_city_of("statement__enterprise__city"),
        "chain_team": within(_on_chains, "statement__enterprise"),
        OF_PLACES: within(_in_region, "statement__enterprise"),
        FIRM: within(_itself, "statement__enterprise"),
    },
)


# --- the register's own books
def _own_region(active: ActiveAssignment) -> Q:
    return NOTHING if active.region is None else Q(city=active.city, region=active.region)


declare_policy(
    Coverage,
    sees={GOVERNING: in_city_of("city"), ("bank", "expert"): in_city_of("city")},
    acts={OFFICE: in_city_of("city"), "district": _own_region},  # a park is only a part of its region
)
declare_policy(PeriodLock, sees={EVERYBODY: in_city_of("city")}, acts={"chain_office": in_city_of("city")})
declare_policy(
    NotSame,
    sees={OFFICE: in_city_of("one__city"), OF_PLACES: within(_in_region, "one")},
    acts={OFFICE: in_city_of("one__city")},
)
declare_policy(
    DuplicateCandidate,
    sees={OFFICE: in_city_of("one__city"), OF_PLACES: within(_in_region, "one")},
    acts={OFFICE: in_city_of("one__city")},
)
declare_policy(BulkEdit, sees={GOVERNING: lambda active: Q(city=active.city, by=active.user_pk)})
declare_policy(
    BulkEditRow, sees={GOVERNING: lambda active: Q(bulk_edit__city=active.city, bulk_edit__by=active.user_pk)}
)
declare_policy(
    SavedView,
    sees={EVERYBODY: lambda active: Q(user=active.user_pk)},
    acts={EVERYBODY: lambda active: Q(user=active.user_pk)},
)

# --- chains taken apart, and the catalogue of titles
_own_chains: Reach = lambda active: Q(city=active.city, chain__in=active.chains)  # noqa: E731
declare_policy(
    Segment,
    sees={EVERYBODY: in_city_of("city")},
    acts={OFFICE: in_city_of("city"), "chain_team": _own_chains},
)
declare_policy(SegmentLink, sees={EVERYBODY: in_city_of("upstream__city")})
declare_policy(SegmentJudgement, sees={EVERYBODY: in_city_of("segment__city")})
declare_policy(HonourKind, sees={EVERYBODY: in_city_of("city")})
for _catalogue in (HonourRule, HonourWindow):
    declare_policy(_catalogue, sees={EVERYBODY: in_city_of("kind__city")})

__all__ = ["CITYWIDE", "FIRM", "SETTLED", "firms_of", "within"]
