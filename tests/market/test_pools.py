"""Pools: each joins for itself, nobody reads another's part, one need stands for all, each shows what it received."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.access.models import Assignment
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.market import measures
from lianzhang.market.models import Delivery, Match, Need, NeedState, Pool, PoolMember, PoolState, Posting
from lianzhang.market.pools import jobs
from lianzhang.market.pools.member_actions import change_member, enrol, receivable
from lianzhang.market.pools.queries import members_to_do, pools_to_do
from lianzhang.market.pools.starting import propose_and_enrol
from lianzhang.market.pools.suggesting import together
from lianzhang.work.api import StaleRow, StepRefused
from tests.acting import at_work

from .pools_world import SAID, PoolCity, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> PoolCity:
    return PoolCity()


def sees(user: Any, row: Any) -> bool:
    return visible(fresh(user), type(row)).filter(pk=row.pk).exists()


def test_buyers_read_themselves_alone_and_a_rival_no_part_at_all(city: PoolCity) -> None:
    pool = city.called()
    own, other, _ = city.enrolled(pool)
    assert sees(city.rival_account, pool)  # called for, it reads like any posting
    outside = (city.rival_account, city.chief, city.bank, city.district)
    assert [user.username for user in outside if sees(user, own)] == []
    assert sees(city.anchor_account, own)
    assert not sees(city.anchor_account, other)
    shown = at_work(city.anchor_account).get(reverse("pool", args=[pool.pk])).text
    assert "30吨" in shown
    assert not [word for word in ("41吨", "57吨", "第二铸造", "第三铸造", "128吨") if word in shown]
    for user in (city.anchor_account, city.rival_account):
        book = at_work(user).get(reverse("pools_export"))
        assert book.status_code == 200
    assert "第二铸造" in at_work(city.team).get(reverse("pool", args=[pool.pk])).text
    assert not sees(city.rival_team, pool)
    assert at_work(city.rival_team).get(reverse("pool", args=[pool.pk])).status_code == 404


def test_nobody_joins_declines_or_leaves_for_another(city: PoolCity) -> None:
    pool = city.called()
    row = city.asked(pool)
    for by in (city.team, city.office):
        with pytest.raises(StepRefused, match="自己的账号"):
            city.part(row, "join", by, **SAID)
    with pytest.raises(StepRefused):
        city.part(row, "join", city.second_account, **SAID)
    for account, firm in ((city.team, city.anchor), (city.rival_account, city.second)):
        with pytest.raises((StepRefused, ValidationError, PermissionDenied)):
            enrol(pool=pool, enterprise=firm, by=fresh(account), **SAID)
    answer = at_work(city.rival_account).post(reverse("pool_member_decline", args=[row.pk]), {"version": 0})
    assert answer.status_code == 404
    assert PoolMember.objects.get().state == "invited"


def test_an_ended_post_a_stale_tab_and_a_merged_firm_change_nothing(city: PoolCity) -> None:
    pool = city.called()
    row = city.enrolled(pool, 1)[0]
    before = row.version
    city.part(row, "change", city.anchor_account, **SAID | {"quantity": Decimal(31)})
    with pytest.raises(StaleRow):
        change_member(row=row, version=before, by=fresh(city.anchor_account), **SAID)
    Enterprise.objects.filter(pk=city.third.pk).update(merged_into=city.second)
    with pytest.raises(ValidationError, match="并入"):
        city.asked(pool, Enterprise.objects.get(pk=city.third.pk))
    Assignment.objects.filter(user=city.anchor_account).update(ends=timezone.localdate() - timedelta(days=1))
    with pytest.raises((PermissionDenied, StepRefused)):
        city.part(row, "leave", city.anchor_account)
    assert PoolMember.objects.get().quantity == 31


def test_silence_is_no_consent_and_two_say_that_two_are_enough(city: PoolCity) -> None:
    pool = city.called()
    rows = city.enrolled(pool, 2)
    asked = city.asked(pool, city.third)
    with pytest.raises(StepRefused, match="现在2家"):
        city.on_pool(pool, "agree", leader=rows[0])
    Pool.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    assert jobs.lapse_invited(keys=jobs.silent()) == {"silent": 1}
    asked.refresh_from_db()
    assert asked.state == "silent"
    with pytest.raises(StepRefused, match="现在2家"):
        city.on_pool(pool, "agree", leader=rows[0])
    Pool.objects.update(answer_by=timezone.localdate())
    for row, account in zip(rows, (city.anchor_account, city.second_account), strict=True):
        city.part(row, "change", account, **SAID | {"quantity": row.quantity, "shares": True})
    need = city.on_pool(pool, "agree", leader=rows[0]).need
    assert need is not None
    assert (need.quantity, need.value, need.enterprise) == (71, None, city.anchor)


def test_one_need_stands_for_all_and_says_neither_who_nor_how_much(city: PoolCity) -> None:
    own = city.published(city.need(unit="吨", quantity=Decimal(30)))
    pool = city.called()
    first, second, _ = city.enrolled(pool)
    city.part(first, "change", city.anchor_account, **SAID | {"need": own, "quantity": Decimal(30)})
    city.part(second, "change", city.second_account, **SAID | {"leads": False, "named": True, "quantity": Decimal(41)})
    with pytest.raises(ValidationError, match="愿意牵头"):
        city.on_pool(pool, "agree", leader=second)
    done = city.on_pool(pool, "agree", leader=first)
    need: Any = done.need
    assert (done.state, need.state, need.quantity, need.value) == (PoolState.AGREED, NeedState.SUBMITTED, 128, 270)
    with pytest.raises(StepRefused):  # who put it together does not check it
        city.take(need, "publish", city.team)
    city.take(need, "publish", city.office)
    own.refresh_from_db()
    assert own.state == NeedState.POOLED
    posting = Posting.objects.get(need=need)
    assert posting.text.endswith("3家企业一起买。") or "第二铸造" in posting.text
    assert city.anchor.name not in posting.text
    assert not Posting.objects.get(need=own).open
    with pytest.raises(StepRefused, match="已定下"):
        city.part(second, "leave", city.second_account)
    today = timezone.localdate()
    year = Period(today.replace(month=1, day=1), today.replace(month=12, day=31))
    assert measures.tell(fresh(city.office), year, today, "kind").whole.counts["published"] == 1


def test_each_shows_what_it_received_by_its_own_purchase_and_reads_no_others(city: PoolCity) -> None:
    match = city.signed()
    rows = {row.enterprise_id: row for row in PoolMember.objects.all()}
    mine = city.paid(value=Decimal(70))
    with pytest.raises(StepRefused, match="各家"):
        city.delivered(match, purchase=mine)
    paid = city.paid(customer=city.second, by=city.second_account, item="铸件")
    assert list(receivable(rows[city.second.pk])) == [paid]
    assert list(receivable(rows[city.anchor.pk])) == [mine]
    assert members_to_do(fresh(city.second_account)).count() == 1
    with pytest.raises(ValidationError):
        city.part(rows[city.anchor.pk], "receive", city.anchor_account, purchase=paid)
    city.part(rows[city.second.pk], "receive", city.second_account, purchase=paid)
    match.refresh_from_db()
    assert match.state == "delivered"
    city.part(rows[city.anchor.pk], "receive", city.anchor_account, purchase=mine)
    assert Delivery.objects.count() == 2
    seen = visible(fresh(city.anchor_account), Delivery)
    assert [each.purchase_id for each in seen] == [mine.pk]
    page = at_work(city.anchor_account).get(reverse("match", args=[match.pk])).text
    assert "第二铸造" not in page
    assert [each.pk for each in visible(fresh(city.second_account), Delivery)] == [
        Delivery.objects.get(purchase=paid).pk
    ]
    assert not visible(fresh(city.second_account), Match).exists()  # what was agreed the leader reads
    assert Match.objects.count() == 1
    city.asked(city.called(title="别的铸件"), city.rival)
    PoolMember.objects.create(pool=Pool.objects.order_by("pk")[0], enterprise=city.rival, state="declined")
    told = at_work(city.rival_account).get(reverse("pool", args=[Pool.objects.order_by("pk")[0].pk])).text
    assert city.supplier.name not in told  # who took no part does not learn who signed


def test_a_buyer_does_not_sell_to_itself_and_the_leader_does_not_withdraw_for_all(city: PoolCity) -> None:
    need = city.pooled()
    with pytest.raises(StepRefused, match="在拼单里"):
        city.offered(need, enterprise=city.second, by=fresh(city.second_account))
    probing = city.suggested(need, by=city.anchor_account, enterprise=city.second)  # tells the leader nothing
    with pytest.raises(StepRefused, match="在拼单里"):
        city.take(probing, "take_up", city.second_account)
    with pytest.raises(StepRefused, match="专班或链办"):
        city.take(need, "withdraw", city.anchor_account, reason="不要了")


def test_where_a_pool_comes_to_nothing_its_needs_stand_alone_again(city: PoolCity) -> None:
    own = city.published(city.need())
    pool = city.called()
    first = city.enrolled(pool)[0]
    city.part(first, "change", city.anchor_account, **SAID | {"need": own})
    need: Any = city.on_pool(pool, "agree", leader=first).need
    with pytest.raises(StepRefused, match="没有了结"):
        city.take(own, "resume", city.anchor_account)
    city.take(need, "withdraw", city.team, reason="价格谈不拢")
    own = city.take(own, "resume", city.anchor_account)
    assert (own.state, Posting.objects.get(need=own).open) == (NeedState.OPEN, True)


def test_a_firm_proposes_the_team_checks_and_it_waits_for_whoever_must_act(city: PoolCity) -> None:
    said = {name: value for name, value in city.said().items() if name != "kind"}
    given = (said, dict(SAID))
    pool = propose_and_enrol(kind=city.goods, firm=city.anchor, said=given, by=fresh(city.anchor_account))
    assert not sees(city.second_account, pool)
    todo = lambda user: visible(fresh(user), Pool).filter(pools_to_do(fresh(user))).count()  # noqa: E731
    assert (todo(city.team), todo(city.office), todo(city.anchor_account)) == (1, 1, 0)
    city.on_pool(pool, "open", city.team)
    city.asked(pool, city.second)
    assert todo(city.second_account) == 1
    desk = at_work(city.second_account).get("/").text
    assert "铝合金铸件" in desk
    city.on_pool(pool, "drop", city.anchor_account, reason="另有着落")
    assert todo(city.second_account) == 0


def test_needs_of_several_firms_for_one_product_are_offered_with_the_reason(city: PoolCity) -> None:
    city.published(city.need(quantity=Decimal(30), unit="吨"))
    later = city.need(city.second_account, enterprise=city.second, title="压铸铝件一批")
    city.take(later, "submit", city.second_account)
    city.take(later, "publish", city.team)
    city.bought(by=city.third_account, customer=city.third, product=city.casting)
    (told,) = together(fresh(city.team), city.region.pk, timezone.localdate())
    assert told.firms == [city.second.name, city.anchor.name]
    assert "合计至少30吨，1件没有写数量" in told.reason
    assert together(fresh(city.rival_team), city.region.pk, timezone.localdate()) == []
    page = at_work(city.team).get(reverse("pools")).text
    assert "可以一起买的" in page
    assert "可以一起买的" not in at_work(city.anchor_account).get(reverse("pools")).text
    assert Need.objects.count() == 2
