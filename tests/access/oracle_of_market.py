"""What a post sees of needs and of answers to them: part of the second telling (oracle.py)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.enterprises.models import Membership
from lianzhang.market.models import Match

from .oracle_of_rooms import GOVERNING, Looker, itself
from .test_visible import LEADERS, OFFICE, PLACES

OF_CHAINS = {"chief", "chain_team"}


def _here(firm: Any, who: Looker) -> bool:
    at, of = (firm.park_id, who.park) if who.park else (firm.region_id, who.region)
    return of is not None and at == of


def sees_need(row: Any, who: Looker) -> bool:
    """Its owner, the office and leaders, its chain and its place. A bank, an expert, a bureau and a rival never."""
    if row.city_id != who.city:
        return False
    own = who.role == "enterprise" and itself(row.enterprise, who)
    of_chain = who.role in OF_CHAINS and row.chain_id in who.chains
    return who.role in {*OFFICE, *LEADERS} or own or of_chain or (who.role in PLACES and _here(row.enterprise, who))


def _answers(row: Any, who: Looker) -> bool:
    """One's own answer: as the firm, or as the post."""
    if row.need.city_id != who.city:
        return False
    if who.role == "enterprise":
        return row.enterprise is not None and itself(row.enterprise, who)
    return row.body_id is not None and row.body_id == who.post and who.role not in {*OFFICE, *LEADERS}


def _takes_part(need: Any, who: Looker) -> bool:
    """Who needs it, or gives one of its answers, be it by another post of its organization or as a firm."""
    body = who.body
    if body is not None and need.enterprise.organization_id == body:
        return True
    for each in Match.objects.filter(need=need).select_related("body", "enterprise"):
        sides = {each.body and each.body.organization_id, each.enterprise and each.enterprise.organization_id}
        if each.body_id == who.post or (body is not None and body in sides):
            return True
    return False


def _of_judges(need: Any, who: Looker) -> bool:
    judged = need.kind.judges is not None and need.city_id == who.city
    return judged and who.role == "expert" and need.chain_id in who.chains


def _judges(row: Any, who: Looker) -> bool:
    """An expert who sits in judgement on its need, and takes no part in it."""
    if not _sits(row.need, who) or row.need.kind.judges is None or row.need.city_id != who.city:
        return False
    return not _takes_part(row.need, who)


def _sits(need: Any, who: Looker) -> bool:
    return who.role == "expert" and need.jurors.filter(post=who.post, state="sitting").exists()


def sees_match(row: Any, who: Looker) -> bool:
    """Who sees the need, who answers it, and who judges it; what lies sealed the office and who sent it."""
    asks = sees_need(row.need, who) and (who.role in OFFICE or not _sealed(row))
    return asks or _answers(row, who) or _judges(row, who)


def _sealed(row: Any) -> bool:
    waits = row.need.kind.judges is not None and row.need.bids_closed_on is None
    return row.offered and waits and not hasattr(row, "result")


def sees_delivery(row: Any, who: Looker) -> bool:
    """Who sees the need, and who delivers; of a pool each buyer what it bought itself, and no other's."""
    if who.role == "enterprise" and hasattr(row.match.need, "pool"):
        own = row.purchase is not None and itself(row.purchase.customer, who)
        return own or _answers(row.match, who)
    return sees_need(row.match.need, who) or _answers(row.match, who)


def sees_pool(row: Any, who: Looker) -> bool:
    """The office, leaders and the chain; a firm what is called for, and that in which it has a part."""
    if row.city_id != who.city:
        return False
    of_chain = who.role in OF_CHAINS and row.chain_id in who.chains
    called = row.state == "calling" and row.kind.shown == "all"
    own = any(itself(each.enterprise, who) for each in row.members.select_related("enterprise"))
    return who.role in {*OFFICE, *LEADERS} or of_chain or (who.role == "enterprise" and (called or own))


def sees_pool_member(row: Any, who: Looker) -> bool:
    """How much a buyer wants: itself, the office, the chain's team."""
    if row.pool.city_id != who.city:
        return False
    team = who.role == "chain_team" and row.pool.chain_id in who.chains
    return who.role in OFFICE or team or (who.role == "enterprise" and itself(row.enterprise, who))


def sees_backing(row: Any, who: Looker) -> bool:
    """The firm, the office, the chain's team; and a post that answers, where the firm shows it."""
    need = row.need
    if need.city_id != who.city:
        return False
    team = who.role == "chain_team" and need.chain_id in who.chains
    own = who.role == "enterprise" and itself(need.enterprise, who)
    shown = Match.objects.filter(need=need, body=who.post, shown_on__isnull=False).exclude(state="failed").exists()
    to_a_post = shown and who.role not in {*OFFICE, *LEADERS, "enterprise"}
    return who.role in OFFICE or team or own or to_a_post


def _reads_scores(need: Any, who: Looker) -> bool:
    """The office, the leaders and the chain."""
    return who.role not in {*PLACES, "enterprise"} and sees_need(need, who)


def sees_score(row: Any, who: Looker) -> bool:
    """Who reads all scores; a judge their own. Neither who needs it nor who answers."""
    need = row.match.need
    own = who.role == "expert" and row.post_id == who.post and need.city_id == who.city
    return own or _reads_scores(need, who)


def sees_juror(row: Any, who: Looker) -> bool:
    own = who.role == "expert" and row.post_id == who.post and row.need.city_id == who.city
    return own or _reads_scores(row.need, who)


def sees_result(row: Any, who: Looker) -> bool:
    """Who reads all scores; once announced who needs it, and who answers their own."""
    need = row.match.need
    owner = who.role == "enterprise" and need.city_id == who.city and itself(need.enterprise, who)
    told = need.announced_on is not None and (owner or _answers(row.match, who))
    return told or _reads_scores(need, who)


def sees_posting(row: Any, who: Looker) -> bool:
    """Who sees the need; who answers it; and while it is open and for all, whoever governs or may answer."""
    if sees_need(row.need, who) or any(_answers(each, who) for each in Match.objects.filter(need=row.need_id)):
        return True
    if _of_judges(row.need, who):
        return True
    for_all = row.city_id == who.city and (row.open or row.notice) and row.kind.shown == "all"
    return for_all and (who.role in GOVERNING or who.role == row.kind.answered_by)


def sees_event(row: Any, who: Looker) -> bool:
    """Whoever governs; others where they are expected: as who needs, or as who answers."""
    if row.city_id != who.city:
        return False
    if who.role in GOVERNING:
        return True
    there = Match.objects.filter(event=row)
    if who.role == "enterprise" and any(itself(each.enterprise, who) for each in row.participations.all()):
        return True
    return any(
        _answers(each, who) or (who.role == "enterprise" and itself(each.need.enterprise, who)) for each in there
    )


def sees_follow_up(row: Any, who: Looker) -> bool:
    """Each side its own word; the office, the leaders and the chain both."""
    need = row.match.need
    if need.city_id != who.city:
        return False
    if who.role in OFFICE:
        return True
    if who.role in LEADERS or (who.role in OF_CHAINS and need.chain_id in who.chains):
        return not _sealed(row.match)
    if row.side == "owner" and _sealed(row.match):
        return False
    if row.side == "owner":
        return who.role == "enterprise" and itself(need.enterprise, who)
    return _answers(row.match, who)


def sees_customer(row: Any, who: Looker) -> bool:
    """The office and leaders all, chief and team those of their chains, a firm what is shown to firms."""
    if row.city_id != who.city:
        return False
    of_chain = who.role in OF_CHAINS and row.chain_id in who.chains
    return who.role in {*OFFICE, *LEADERS} or of_chain or (who.role == "enterprise" and row.shown)


def sees_participation(row: Any, who: Looker) -> bool:
    """The office and leaders all; chief and team of the chain of the fair or of the firm; the firm its own."""
    if row.city_id != who.city:
        return False
    today = timezone.localdate()
    stands = any(
        each.chain_id in who.chains and each.current(today)
        for each in Membership.objects.filter(enterprise=row.enterprise)
    )
    of_chain = who.role in OF_CHAINS and (stands or row.event.chain_id in who.chains)
    own = who.role == "enterprise" and itself(row.enterprise, who)
    return who.role in {*OFFICE, *LEADERS} or of_chain or own
