"""Who reaches which firms and what hangs on them.

Who is on which chain and who holds which title is published, so all who govern see it. What a firm reports of itself,
and whom to ask there, is seen only by those who answer for it; a firm sees and fills in its own part alone."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from lianzhang.access.attachments import takes_attachments
from lianzhang.access.doors import NOTHING, Reach, declare
from lianzhang.access.scope import EVERYBODY, GOVERNING, LEADERS, OF_PLACES, OFFICE, in_city_of
from lianzhang.access.seats import Seat
from lianzhang.registry.models import Coverage, HonourKind, HonourRule, HonourWindow, Segment, SegmentLink

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
    StatementState,
)

FIRM = "enterprise"  # the role of a firm's own account
CITYWIDE = (*LEADERS, *OFFICE, "chief", "chain_team", "member_unit")
SETTLED = (StatementState.CONFIRMED, StatementState.REPLACED)


# --- for which firms a post answers; `path` leads from a row to its firm, "" where the row is the firm
def _on_chains(seat: Seat) -> Q:
    return Q(pk__in=Membership.objects.filter(chain__in=seat.chains).values("enterprise"))


def _in_region(seat: Seat) -> Q:
    if seat.park is not None:
        return Q(park=seat.park)
    return NOTHING if seat.region is None else Q(region=seat.region)


def _itself(seat: Seat) -> Q:
    return NOTHING if seat.organization is None else Q(organization=seat.organization)


def firms_of(seat: Seat, answering: Reach, path: str = "") -> Q:
    """Rows whose firm lies in the post's city and within `answering`."""
    if not path:
        return Q(city=seat.city) & answering(seat)
    return Q(**{f"{path}__in": Enterprise.objects.filter(answering(seat), city=seat.city).values("pk")})


def within(answering: Reach, path: str = "") -> Reach:
    return lambda seat: firms_of(seat, answering, path)


def _answering(path: str) -> dict[Iterable[str] | str, Reach]:
    """Each role that keeps the register, and the rows of it that it answers for."""
    return {
        OFFICE: in_city_of(f"{path}__city" if path else "city"),
        "chain_team": within(_on_chains, path),
        OF_PLACES: within(_in_region, path),
        FIRM: within(_itself, path),
    }


# --- the firm: who it is
declare(
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
    declare(
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
declare(Contact, sees=_answering("enterprise"), acts=_answering("enterprise"))


# --- what is published of it
declare(
    Membership,
    sees={
        GOVERNING: in_city_of("enterprise__city"),
        ("bank", "expert"): in_city_of("enterprise__city"),
        FIRM: within(_itself, "enterprise"),
    },
    acts={
        OFFICE: in_city_of("enterprise__city"),
        "chain_team": lambda seat: Q(enterprise__city=seat.city, chain__in=seat.chains),
        OF_PLACES: within(_in_region, "enterprise"),
    },
)
declare(
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
def _settled(seat: Seat) -> Q:
    return Q(enterprise__city=seat.city, state__in=SETTLED)


declare(
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
declare(
    Explained,
    sees={
        OFFICE: in_city_of("statement__enterprise__city"),
        "chain_team": within(_on_chains, "statement__enterprise"),
        OF_PLACES: within(_in_region, "statement__enterprise"),
        FIRM: within(_itself, "statement__enterprise"),
    },
)


# --- the register's own books
def _own_region(seat: Seat) -> Q:
    return NOTHING if seat.region is None else Q(city=seat.city, region=seat.region)


declare(
    Coverage,
    sees={GOVERNING: in_city_of("city"), ("bank", "expert"): in_city_of("city")},
    acts={OFFICE: in_city_of("city"), "district": _own_region},  # a park is only a part of its region
)
declare(PeriodLock, sees={EVERYBODY: in_city_of("city")}, acts={"chain_office": in_city_of("city")})
declare(
    NotSame,
    sees={OFFICE: in_city_of("one__city"), OF_PLACES: within(_in_region, "one")},
    acts={OFFICE: in_city_of("one__city")},
)
declare(
    DuplicateCandidate,
    sees={OFFICE: in_city_of("one__city"), OF_PLACES: within(_in_region, "one")},
    acts={OFFICE: in_city_of("one__city")},
)
declare(BulkEdit, sees={GOVERNING: lambda seat: Q(city=seat.city, by=seat.user_pk)})
declare(BulkEditRow, sees={GOVERNING: lambda seat: Q(bulk_edit__city=seat.city, bulk_edit__by=seat.user_pk)})
declare(
    SavedView,
    sees={EVERYBODY: lambda seat: Q(user=seat.user_pk)},
    acts={EVERYBODY: lambda seat: Q(user=seat.user_pk)},
)

# --- chains taken apart, and the catalogue of titles
_own_chains: Reach = lambda seat: Q(city=seat.city, chain__in=seat.chains)  # noqa: E731
declare(
    Segment,
    sees={EVERYBODY: in_city_of("city")},
    acts={OFFICE: in_city_of("city"), "chain_team": _own_chains},
)
declare(SegmentLink, sees={EVERYBODY: in_city_of("upstream__city")})
declare(SegmentJudgement, sees={EVERYBODY: in_city_of("segment__city")})
declare(HonourKind, sees={EVERYBODY: in_city_of("city")})
for _catalogue in (HonourRule, HonourWindow):
    declare(_catalogue, sees={EVERYBODY: in_city_of("kind__city")})

__all__ = ["CITYWIDE", "FIRM", "SETTLED", "firms_of", "within"]
