"""Who reaches which firms and what hangs on them.

Who is on which chain is published, so all who govern see it. Whom to ask at a firm is seen only by those who answer for
it; a firm sees and fills in its own part alone. Rooms above declare in the same terms who reaches what is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import (
    EVERYBODY,
    GOVERNING,
    LEADERS,
    NOTHING,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    Reach,
    acting,
    declare_policy,
    in_city_of,
    takes_attachments,
    visible,
)
from lianzhang.registry.models import Segment

from .models import (
    AboveScale,
    BulkEdit,
    BulkEditRow,
    Contact,
    DuplicateCandidate,
    Enterprise,
    FormerName,
    Membership,
    MembershipProposal,
    NotSame,
    ResearchBody,
    SavedView,
)

Row = TypeVar("Row", bound=Model)
FIRM = "enterprise"  # the role of a firm's own account
OUT_OF_REACH = "这家企业不归您现在的岗位办理：请核对区域和产业链，或请{office}办理。"
NOT_OURS = "这家企业还不归您现在的岗位办理；上链请{office}或企业所在区域办理，您可以“提请放到产业链”，等他们同意。"
CITYWIDE = (*LEADERS, *OFFICE, "chief", "chain_team", "member_unit")


def is_own_part(by: Any) -> bool:
    """Whether a firm's own account acts, which fills in its own part and no more."""
    active = acting(by)
    return active is not None and active.role.acts_for == "firm"


def own_firm(by: Any) -> Enterprise | None:
    """The firm whose own account acts; None for all others."""
    active = acting(by)
    if active is None or active.role.acts_for != "firm" or active.organization is None:
        return None
    rows = visible(by, Enterprise).filter(organization=active.organization, city=active.city)
    return rows.select_related("merged_into").first()


# --- rows that are published lead to firms that need not be in sight: of these no more than the name is told
def firms_in_sight(user: Any, firms: Iterable[int]) -> set[int]:
    """Those of `firms` that `user` sees."""
    return set(visible(user, Enterprise).filter(pk__in=set(firms)).values_list("pk", flat=True))


def with_firm_seen(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows that lead to a firm, each with `firm_seen`: whether `user` sees that firm."""
    return rows.annotate(firm_seen=Exists(visible(user, Enterprise).filter(pk=OuterRef("enterprise"))))


# --- for which firms a post answers; `path` leads from a row to its firm, "" where the row is the firm
def on_chains(active: ActiveAssignment) -> Q:
    """Firms that stand on the post's chains today; one that left, or only comes, is not the chain's to act for."""
    today = timezone.localdate()
    running = Membership.objects.filter(Q(ends=None) | Q(ends__gt=today), starts__lte=today)
    return Q(pk__in=running.filter(chain__in=active.chains).values("enterprise"))


def in_region(active: ActiveAssignment) -> Q:
    if active.park is not None:
        return Q(park=active.park)
    return NOTHING if active.region is None else Q(region=active.region)


def itself(active: ActiveAssignment) -> Q:
    return NOTHING if active.organization is None else Q(organization=active.organization)


def firms_of(active: ActiveAssignment, answering: Reach, path: str = "") -> Q:
    """Rows whose firm lies in the post's city and within `answering`."""
    if not path:
        return Q(city=active.city) & answering(active)
    return Q(**{f"{path}__in": Enterprise.objects.filter(answering(active), city=active.city).values("pk")})


def within(answering: Reach, path: str = "") -> Reach:
    return lambda active: firms_of(active, answering, path)


def answers_for(path: str) -> dict[Iterable[str] | str, Reach]:
    """Each role that keeps the register, and the rows of it that it answers for."""
    return {
        OFFICE: in_city_of(f"{path}__city" if path else "city"),
        "chain_team": within(on_chains, path),
        OF_PLACES: within(in_region, path),
        FIRM: within(itself, path),
    }


# --- the firm: who it is
declare_policy(
    Enterprise,
    sees={
        CITYWIDE: in_city_of("city"),
        "bank": in_city_of("city"),
        OF_PLACES: within(in_region),
        "expert": within(on_chains),
        FIRM: within(itself),
    },
    acts=answers_for(""),
)
takes_attachments(Enterprise)
for _model in (FormerName, AboveScale, ResearchBody):
    declare_policy(
        _model,
        sees={
            CITYWIDE: in_city_of("enterprise__city"),
            "bank": in_city_of("enterprise__city"),
            OF_PLACES: within(in_region, "enterprise"),
            "expert": within(on_chains, "enterprise"),
            FIRM: within(itself, "enterprise"),
        },
        acts=answers_for("enterprise"),
    )
declare_policy(Contact, sees=answers_for("enterprise"), acts=answers_for("enterprise"))


# --- what is published of it
declare_policy(
    Membership,
    sees={
        GOVERNING: in_city_of("enterprise__city"),
        ("bank", "expert"): in_city_of("enterprise__city"),
        FIRM: within(itself, "enterprise"),
    },
    acts={
        OFFICE: in_city_of("enterprise__city"),
        "chain_team": lambda active: Q(enterprise__city=active.city, chain__in=active.chains),
        OF_PLACES: within(in_region, "enterprise"),
    },
)
# What is asked for is for those who asked, of the firm or the chain, and for those who could do it themselves.
_proposals: dict[Iterable[str] | str, Reach] = {
    OFFICE: in_city_of("enterprise__city"),
    "chain_team": lambda active: Q(enterprise__city=active.city, chain__in=active.chains),
    OF_PLACES: within(in_region, "enterprise"),
    FIRM: within(itself, "enterprise"),
}
declare_policy(MembershipProposal, sees=_proposals, acts=_proposals)


# --- the register's own books; a pair of which one is out of sight is the office's alone
def _both_in_region(active: ActiveAssignment) -> Q:
    return firms_of(active, in_region, "one") & firms_of(active, in_region, "other")


declare_policy(
    NotSame,
    sees={OFFICE: in_city_of("one__city"), OF_PLACES: _both_in_region},
    acts={OFFICE: in_city_of("one__city")},
)
declare_policy(
    DuplicateCandidate,
    sees={OFFICE: in_city_of("one__city"), OF_PLACES: _both_in_region},
    acts={OFFICE: in_city_of("one__city")},
)
_own_edits: Reach = lambda active: Q(city=active.city, by=active.user_pk)  # noqa: E731
declare_policy(BulkEdit, sees={GOVERNING: _own_edits}, acts={GOVERNING: _own_edits})
declare_policy(
    BulkEditRow, sees={GOVERNING: lambda active: Q(bulk_edit__city=active.city, bulk_edit__by=active.user_pk)}
)
declare_policy(
    SavedView,
    sees={EVERYBODY: lambda active: Q(user=active.user_pk)},
    acts={EVERYBODY: lambda active: Q(user=active.user_pk)},
)

# --- the segments of chains in which firms stand
_own_chains: Reach = lambda active: Q(city=active.city, chain__in=active.chains)  # noqa: E731
declare_policy(
    Segment,
    sees={EVERYBODY: in_city_of("city")},
    acts={OFFICE: in_city_of("city"), "chain_team": _own_chains},
)

__all__ = [
    *("CITYWIDE", "FIRM", "NOT_OURS", "OUT_OF_REACH", "answers_for", "firms_in_sight", "firms_of"),
    *("in_region", "is_own_part", "itself", "on_chains", "with_firm_seen", "within"),
]
