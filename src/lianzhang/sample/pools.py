"""Writes what several firms of the made-up city buy together, and what stands behind loans that are asked for.

Planted: a pool that is called for, with a buyer that was asked and did not say yet; one that was signed, of which one
buyer received something by its own purchase; one that came to nothing; needs of two firms that could be bought
together; a receivable behind two needs, and one of which nobody knows how much it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import FIRM, folded
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.market.models import Backing, Delivery, Match, Need, NeedState, Pool, PoolMember, Posting
from lianzhang.plans.models import NeedKind, Plan
from lianzhang.registry.models import Chain, Region
from lianzhang.supply.models import Purchase, PurchaseState

__all__ = ["write_pools"]

BUYERS, MUCH = 3, (Decimal(120), Decimal(75), Decimal(210))
DEBTORS = ("甲江重工集团（示例）", "乙山汽车集团（示例）")


def write_pools(city: Region, account: User) -> int:
    """How many pools."""
    plan, today = Plan.objects.filter(city=city).order_by("-ends").first(), timezone.localdate()
    kind = NeedKind.objects.filter(plan=plan, pools=True).order_by("order").first()
    _back(city, account, today)
    firms = _firms(city)
    if kind is None or len(firms) < BUYERS:
        return 0
    entered: dict[str, Any] = {"city": city, "kind": kind, "entered_by": account, "entered_at": timezone.now()}
    entered |= {"authors": (account.pk,), "unit": "吨"}
    _called(entered, firms, today)
    _dropped(entered, firms, today)
    _signed(entered, firms, today)
    _alike(entered, firms, today)
    return Pool.objects.filter(city=city).count()


def _firms(city: Region) -> list[Enterprise]:
    """On the chain of the firm that has an account, that one first."""
    own = Enterprise.objects.filter(city=city, organization__posts__rank__role=FIRM, merged_into=None)
    first = own.order_by("organization__posts__pk").first()
    stands = Membership.objects.filter(enterprise=first, ends=None).order_by("pk").first() if first else None
    if first is None or stands is None:
        return []
    others = Enterprise.objects.filter(city=city, memberships__chain=stands.chain_id, outside=False, merged_into=None)
    return [first, *others.exclude(pk=first.pk).distinct().order_by("pk")[: BUYERS + 2]]


def _chain(firm: Enterprise) -> Chain:
    return firm.memberships.filter(ends=None).order_by("pk")[0].chain


def _pool(entered: dict[str, Any], firms: Sequence[Enterprise], title: str, **more: Any) -> Pool:
    told = {"title": title, "text": f"{title}，按国标供货，分批送（示例）"}
    return Pool.objects.create(chain=_chain(firms[0]), **entered, **told, **more)


def _member(pool: Pool, firm: Enterprise, much: Decimal | None, day: date, **more: Any) -> PoolMember:
    said = {"state": "joined", "quantity": much, "joined_on": day} if much else {}
    return PoolMember.objects.create(pool=pool, enterprise=firm, **{**said, **more})


def _called(entered: dict[str, Any], firms: Sequence[Enterprise], today: date) -> None:
    """The firm with an account was asked; two say how much, one of them would lead."""
    days = {"answer_by": today + timedelta(days=12), "valid_until": today + timedelta(days=180)}
    row = _pool(entered, firms, "轴承钢棒材", state="calling", **days)
    _member(row, firms[0], None, today)
    _member(row, firms[1], MUCH[0], today, leads=True, value=Decimal(66))
    _member(row, firms[2], MUCH[1], today, named=True, note="只要直径60毫米以下")


def _dropped(entered: dict[str, Any], firms: Sequence[Enterprise], today: date) -> None:
    gone = today - timedelta(days=90)
    days = {"answer_by": gone, "valid_until": today - timedelta(days=1)}
    row = _pool(entered, firms, "木托盘", state="dropped", reason="只有一家参加（示例）", **days)
    _member(row, firms[1], MUCH[1], gone)
    _member(row, firms[2], None, gone, state="declined")
    _member(row, firms[3], None, gone, state="silent")


def _signed(entered: dict[str, Any], firms: Sequence[Enterprise], today: date) -> None:
    """With the supplier of a purchase that shows nothing else yet, whose customer is one of the buyers."""
    unused = Purchase.objects.filter(state=PurchaseState.CONFIRMED, delivery=None, customer__in=firms)
    paid = unused.filter(supplier__isnull=False).exclude(supplier__in=firms).order_by("-period_end", "pk").first()
    buyers = sorted(firms[1:], key=lambda firm: paid is None or firm.pk != paid.customer_id)[:BUYERS]
    if paid is not None and paid.customer_id == firms[0].pk:
        buyers = [firms[0], *buyers[:2]]
    begun = paid.period_start if paid else today - timedelta(days=60)
    days = {"answer_by": begun - timedelta(days=60), "valid_until": today + timedelta(days=120)}
    need = _need(entered, buyers[0], begun - timedelta(days=50), days["valid_until"])
    row = _pool(entered, buyers, need.title, state="agreed", need=need, **days)
    for firm, much in zip(buyers, MUCH, strict=True):
        got = paid is not None and paid.customer_id == firm.pk
        more = {"state": "received", "received_on": min(paid.period_end, today)} if paid and got else {}
        _member(row, firm, much, begun, leads=firm == buyers[0], **more)
    if paid is not None:
        _delivered(need, paid, begun, today)


def _alike(entered: dict[str, Any], firms: Sequence[Enterprise], today: date) -> None:
    """Two firms want the same, each for itself, and could buy it together."""
    for firm, much in zip(firms[1:3], MUCH, strict=False):
        said = {name: entered[name] for name in ("city", "kind", "unit")}
        said |= {"chain": _chain(firms[0]), "title": "汽车用齿轮钢", "text": "热轧圆钢，分批送（示例）"}
        said |= {"quantity": much, "valid_until": today + timedelta(days=200), "published_on": today}
        by = {"entered_by": entered["entered_by"], "entered_at": entered["entered_at"], "state": NeedState.OPEN}
        Posting.objects.create(need=Need.objects.create(enterprise=firm, **said, **by), **said)


def _need(entered: dict[str, Any], leader: Enterprise, day: date, until: date) -> Need:
    """What the buyers want together: neither who they are nor how much each wants stands in it."""
    said = {name: entered[name] for name in ("city", "kind", "unit")}
    said |= {"chain": _chain(leader), "title": "热轧卷板", "text": f"分批送货（示例）\n{BUYERS}家企业一起买。"}
    said |= {"quantity": sum(MUCH), "valid_until": until, "published_on": day}
    by = {"entered_by": entered["entered_by"], "entered_at": entered["entered_at"], "state": NeedState.OPEN}
    row = Need.objects.create(enterprise=leader, **said, **by)
    Posting.objects.create(need=row, **said)
    return row


def _delivered(need: Need, paid: Purchase, begun: date, today: date) -> None:
    on = min(paid.period_end, today)
    days = {"begun_on": begun, "agreed_on": begun, "staged_on": on, "delivered_on": on}
    said = {"state": "delivered", "value": paid.value, "why": "做得出来，也供得上（示例）"}
    row = Match.objects.create(city=need.city, need=need, enterprise_id=paid.supplier_id, **said, **days)
    Delivery.objects.create(match=row, purchase=paid, delivered_on=on, value=paid.value)


def _back(city: Region, account: User, today: date) -> None:
    """Behind the newest loans that firms ask for; the first of them asks twice, with the same receivable."""
    open_loans = Need.objects.filter(city=city, state=NeedState.OPEN).exclude(kind__backings="")
    first = open_loans.filter(enterprise__organization__posts__rank__role=FIRM).order_by("-pk").first()
    loans = [each for each in (first, *open_loans.order_by("-pk")[:BUYERS]) if each is not None]
    for number, need in enumerate(dict.fromkeys(loans)):
        what = [each for each in need.kind.backings.split(";") if each]
        _line(need, what[0], DEBTORS[number % 2], Decimal(180 + 40 * number), today + timedelta(days=70), "yes")
        _line(need, what[-1], "本企业成品库（示例）", None, None, "unknown")
    if not loans:
        return
    again = loans[0]
    said = {name: getattr(again, name) for name in ("city", "kind", "enterprise", "chain", "details", "valid_until")}
    entered = {"entered_by": account, "entered_at": timezone.now(), "state": NeedState.DRAFT}
    twice = Need.objects.create(title="流动资金贷款", text="备料用（示例）", **said, **entered)
    first_name = twice.kind.backings.split(";")[0]
    _line(twice, first_name, DEBTORS[0], Decimal(180), today + timedelta(days=70), "yes")
    Match.objects.filter(need=again, body__isnull=False).exclude(state="failed").update(shown_on=today)


def _line(need: Need, what: str, debtor: str, amount: Decimal | None, due: date | None, confirmed: str) -> None:
    known = {"confirmed": confirmed, "pledged": "no" if amount else "unknown"}
    note = "采购合同和发票（示例）" if amount else ""
    Backing.objects.create(
        need=need, what=what, debtor=debtor, folded=folded(debtor)[:120], amount=amount, due_on=due, note=note, **known
    )
