"""What is asked for on chains, as the pages show it: the list with its counts, and one with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import acting, may, page_rows, policy_of, prefetch_permissions, visible
from lianzhang.enterprises.models import Enterprise, Membership, MembershipProposal, ProposalState
from lianzhang.enterprises.permissions import Permission
from lianzhang.enterprises.proposal_actions import proposal_words
from lianzhang.enterprises.proposal_lifecycle import PROPOSAL
from lianzhang.enterprises.scope import is_own_part
from lianzhang.kernel.lifecycle import Offer
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.models import Chain
from lianzhang.work.api import ListWork, own_reports

__all__ = [
    *("RELATED", "Line", "ProposalDossier", "ProposalWork", "WantedProposals", "candidates"),
    *("chains_to_ask_for", "declined_lately", "filter_proposals", "may_ask", "page_of_proposals", "proposal_dossier"),
    *("to_answer", "waiting_of_chain", "waiting_of_firm", "work_of_proposals"),
]

RELATED = ("enterprise__region", "enterprise__merged_into", "chain", "segment", "membership", "post", "entered_by")
ROWS = 50
TOLD_FOR = timedelta(days=14)  # so long a refusal stands on the desk of the post that asked


def may_ask(by: Any, firm: Enterprise) -> bool:
    """Whether `by`, who sees the firm, has to ask for its places on chains: they keep some and not this firm's."""
    answers = may(by, Permission.EDIT_ENTERPRISE, firm) and not is_own_part(by)
    return may(by, Permission.EDIT_ENTERPRISE) and not answers


def chains_to_ask_for(by: Any) -> set[int] | None:
    """Keys of the chains onto which `by` may ask for firms; None: of all. One query at most."""
    active = acting(by)
    keeps_chains = active is not None and active.role.acts_for == "chains"
    return set(active.chain_keys) if active and keeps_chains else None


def to_answer(by: Any) -> Q:
    """What waits, among the rows in sight, for `by` to answer: of firms they answer for, not asked by themselves."""
    active, policy = acting(by), policy_of(Enterprise)
    if active is None or policy is None or is_own_part(by) or not may(by, Permission.EDIT_ENTERPRISE):
        return Q(pk__in=())
    # Firm by firm: few proposals wait, and the firms that one answers for may be all of the city.
    firms = visible(by, Enterprise).filter(policy.acted_by(active), pk=OuterRef("enterprise"))
    return Q(Exists(firms), state=ProposalState.WAITING) & ~Q(authors__includes=by.pk)


def declined_lately(by: Any) -> Q:
    """What one's own post asked for and was refused in the last two weeks."""
    return own_reports(by) & Q(state=ProposalState.DECLINED, decided_at__gt=timezone.now() - TOLD_FOR)


@dataclass(frozen=True, slots=True)
class WantedProposals:
    """How the list is narrowed; blank narrows nothing. `mine` is decide, own or declined."""

    state: str = ""
    mine: str = ""
    chain: Chain | None = None
    firm: Enterprise | None = None


@dataclass(frozen=True, slots=True)
class ProposalWork(ListWork):
    """How many one's own post asked for, and how many of these were refused lately, besides."""

    of = ProposalState

    own: int
    declined: int


def work_of_proposals(by: Any) -> ProposalWork:
    """Four queries."""
    rows = visible(by, MembershipProposal).order_by()
    return ProposalWork(
        counts=dict(rows.values_list("state").annotate(many=Count("*"))),
        to_decide=rows.filter(to_answer(by)).count(),
        own=rows.filter(own_reports(by)).count(),
        declined=rows.filter(declined_lately(by)).count(),
    )


MINE = {"decide": to_answer, "own": own_reports, "declined": declined_lately}


def _conditions(wanted: WantedProposals, by: Any) -> Iterator[Q]:
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.mine:
        yield MINE[wanted.mine](by)
    if wanted.chain:
        yield Q(chain=wanted.chain)
    if wanted.firm:
        yield Q(enterprise=wanted.firm)


def filter_proposals(wanted: WantedProposals, by: Any) -> QuerySet[MembershipProposal]:
    """The proposals wanted, the latest first."""
    return visible(by, MembershipProposal).filter(*_conditions(wanted, by)).select_related(*RELATED).order_by("-pk")


class Line(NamedTuple):
    row: MembershipProposal
    words: str


def page_of_proposals(wanted: WantedProposals, number: str | None, by: Any) -> tuple[Page, list[Line]]:
    page = page_rows(by, filter_proposals(wanted, by), ROWS, number)
    return page, [Line(row, proposal_words(row)) for row in page]


def waiting_of_firm(by: Any, firm: Enterprise) -> list[Line]:
    """What waits of a firm, as far as in sight. One query."""
    rows = visible(by, MembershipProposal).filter(enterprise=firm, state=ProposalState.WAITING)
    return [Line(row, proposal_words(row)) for row in rows.select_related(*RELATED)]


def waiting_of_chain(by: Any, chain: Chain) -> tuple[int, int]:
    """How many wait for the chain, as far as in sight, and how many of them for `by` to answer. Two queries."""
    rows = visible(by, MembershipProposal).filter(chain=chain, state=ProposalState.WAITING)
    count = rows.count()
    return count, rows.filter(to_answer(by)).count() if count else 0


@dataclass(frozen=True, slots=True)
class ProposalDossier:
    """One proposal with all that its page says; `following` is the next that waits for the same person."""

    row: MembershipProposal
    words: str
    places: list[Membership]
    offers: list[Offer]
    history: list[Happening]
    following: MembershipProposal | None

    @property
    def asks_me(self) -> bool:
        return any(each.step.decides and not each.missing for each in self.offers)


def proposal_dossier(row: MembershipProposal, by: Any) -> ProposalDossier:
    places = visible(by, Membership).filter(enterprise=row.enterprise)
    waiting = visible(by, MembershipProposal).filter(to_answer(by)).exclude(pk=row.pk)
    return ProposalDossier(
        row=row,
        words=proposal_words(row),
        places=list(places.select_related("chain", "segment").order_by("-starts", "-pk")),
        offers=PROPOSAL.offers(row, by),
        history=history_of(row),
        following=waiting.order_by("pk").first(),
    )


def candidates(keys: list[int], by: Any) -> list[Line]:
    """Those of `keys` in sight, with what is asked for their permissions."""
    rows = list(visible(by, MembershipProposal).filter(pk__in=keys).select_related(*RELATED).order_by("pk"))
    prefetch_permissions(by, rows)
    prefetch_permissions(by, [row.enterprise for row in rows])
    return [Line(row, proposal_words(row)) for row in rows]
