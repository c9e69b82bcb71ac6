"""Titles: held on a day under whatever name, granted, renewed, ended; who could apply; what the count will be."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.enterprises.models import AboveScale
from lianzhang.enterprises.revisions import revision
from lianzhang.honours import actions
from lianzhang.honours.candidates import candidates
from lianzhang.honours.eligibility import Condition, Facts, judge
from lianzhang.honours.forecast import Opening, forecast, next_opening
from lianzhang.honours.held import held, lapsed, one_title
from lianzhang.honours.models import Honour
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import HonourKind, HonourRule
from lianzhang.work.api import StaleRow
from tests.enterprises.world import City

DAY = date(2022, 6, 30)


# --- one title under several names
def test_a_renamed_title_and_its_new_name_are_one() -> None:
    assert one_title({1: 2, 2: None, 3: 2, 4: None}) == {
        1: frozenset({1, 2, 3}),
        2: frozenset({1, 2, 3}),
        3: frozenset({1, 2, 3}),
        4: frozenset({4}),
    }


@given(st.dictionaries(st.integers(0, 8), st.none() | st.integers(0, 8)))
def test_names_never_hang_and_each_stands_with_itself(renamed: dict[int, int | None]) -> None:
    found = one_title(renamed)
    assert set(found) == set(renamed)
    assert all(kind in same for kind, same in found.items())


# --- held on a day
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("granted", "expires", "ended", "is_held"),
    [
        (DAY, None, None, True),
        (DAY + timedelta(days=1), None, None, False),
        (date(2020, 1, 1), DAY, None, True),
        (date(2020, 1, 1), DAY - timedelta(days=1), None, False),
        (date(2020, 1, 1), None, DAY, False),
        (date(2020, 1, 1), None, DAY + timedelta(days=1), True),
    ],
    ids=["on its day", "a day before", "on its last day", "a day after", "on the day it ended", "a day before its end"],
)
def test_held_counts_both_ends_and_not_the_day_it_was_lost(
    granted: date, expires: date | None, ended: date | None, is_held: bool
) -> None:
    city = City()
    row = city.honour(city.firm(), granted=granted, expires=expires, ended=ended)
    assert Honour.objects.filter(held(DAY), pk=row.pk).exists() is is_held
    known = granted <= DAY
    assert Honour.objects.filter(lapsed(DAY), pk=row.pk).exists() is (known and not is_held)


# --- acts
@pytest.mark.django_db
def test_a_grant_runs_as_long_as_the_catalogue_says_and_is_on_record() -> None:
    city, before = City(), None
    row = actions.grant(
        kind=city.kinds[0], enterprise=city.firm(), granted=date(2021, 7, 1), source=" 名单 ", by=city.office
    )
    assert (row.expires, row.source) == (date(2024, 6, 30), "名单")
    event = AuditEvent.objects.get(action="honour.grant")
    assert event.facts["kind"] == city.kinds[0].name
    assert revision(city.region.pk) != before


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2021, 7, 1), 36, date(2024, 6, 30)),
        (date(2020, 2, 29), 12, date(2021, 2, 27)),
        (date(2021, 1, 31), 1, date(2021, 2, 27)),
    ],
)
def test_a_validity_ends_the_day_before_its_anniversary(start: date, months: int, last: date) -> None:
    assert actions.months_after(start, months) == last


def refused(city: City, **given_: object) -> dict[str, list[str]]:
    wanted = {"kind": city.kinds[0], "granted": DAY, "source": "名单", "by": city.office} | given_
    with pytest.raises(ValidationError) as caught:
        actions.grant(**wanted)  # type: ignore[arg-type]
    assert not AuditEvent.objects.filter(action="honour.grant").exists()
    return caught.value.message_dict


@pytest.mark.django_db
def test_a_grant_that_cannot_be_is_refused_at_its_field() -> None:
    city = City()
    firm = city.firm(founded=date(2022, 7, 1))
    product = HonourKind.objects.create(
        city=city.region, code="p", name="产品称号", level="national", subject="product"
    )
    park = HonourKind.objects.create(city=city.region, code="k", name="园区称号", level="national", subject="park")
    assert "企业" in refused(city)["enterprise"][0]
    assert "早于企业成立日期（2022-07-01）" in refused(city, enterprise=firm)["granted"][0]
    assert "名录" in refused(city, enterprise=City().firm())["enterprise"][0]
    assert "名称" in refused(city, kind=product, enterprise=city.firm())["subject_name"][0]
    assert "园区" in refused(city, kind=park)["park"][0]
    assert "早于认定日期" in refused(city, enterprise=city.firm(), expires=date(2022, 1, 1))["expires"][0]
    assert "来源" in refused(city, enterprise=city.firm(), source=" ")["source"][0]
    gone = city.firm(merged_into=city.firm())
    assert "已并入" in refused(city, enterprise=gone)["enterprise"][0]


@pytest.mark.django_db
def test_a_title_is_held_once_at_a_time_under_whatever_name() -> None:
    city, old = City(), None
    firm = city.firm()
    old = HonourKind.objects.create(
        city=city.region, code="old", name="旧称", level="provincial", subject="firm", renamed_to=city.kinds[0]
    )
    Honour.objects.create(
        city=city.region, kind=old, enterprise=firm, granted=DAY, source="a", expires=date(2023, 1, 1)
    )
    assert "还有效，有效期至2023-01-01" in refused(city, enterprise=firm, granted=date(2022, 12, 1))["kind"][0]
    actions.grant(kind=city.kinds[0], enterprise=firm, granted=date(2023, 1, 2), source="a", by=city.office)


@pytest.mark.django_db
def test_a_review_lets_it_run_on_and_an_end_ends_it() -> None:
    city = City()
    row = city.honour(city.firm(), granted=date(2021, 1, 1), expires=date(2022, 1, 1))
    row = actions.renew(honour=row, version=0, expires=date(2025, 1, 1), source="复核名单", by=city.office)
    assert (row.expires, row.version) == (date(2025, 1, 1), 1)
    with pytest.raises(ValidationError, match="要晚于现在的有效期"):
        actions.renew(honour=row, version=1, expires=date(2024, 1, 1), source="a", by=city.office)
    row = actions.end(honour=row, version=1, ended=date(2023, 5, 1), reason="复核不通过", by=city.office)
    with pytest.raises(ValidationError, match="不能复核"):
        actions.renew(honour=row, version=2, expires=date(2026, 1, 1), source="a", by=city.office)
    with pytest.raises(ValidationError, match="不能取消"):
        actions.end(honour=row, version=2, ended=date(2023, 6, 1), reason="再记", by=city.office)


@pytest.mark.django_db
def test_a_stale_form_is_refused_and_nothing_is_lost() -> None:
    city = City()
    row = city.honour(city.firm())
    actions.change(honour=row, version=0, batch="第一批", source="a", by=city.office)
    with pytest.raises(StaleRow) as caught:
        actions.change(honour=row, version=0, batch="第二批", source="a", by=city.office)
    assert caught.value.current.batch == "第一批"
    assert AuditEvent.objects.get(action="honour.change").facts["changes"]["batch"] == ["", "第一批"]


@pytest.mark.django_db
def test_withdrawing_keeps_in_the_log_what_it_said() -> None:
    city = City()
    row = city.honour(city.firm())
    actions.withdraw(honour=row, version=0, reason="登错了企业", by=city.office)
    assert not Honour.objects.exists()
    event = AuditEvent.objects.get(action="honour.withdraw")
    assert (event.facts["reason"], event.facts["kind"]) == ("登错了企业", city.kinds[0].name)


@pytest.mark.django_db
def test_a_district_records_titles_of_its_own_firms_alone() -> None:
    city = City()
    district = city.user_as("district", region=city.districts[0])
    kind, own, other = city.kinds[0], city.firm(), city.firm(region=city.districts[1])
    actions.grant(kind=kind, enterprise=own, granted=DAY, source="a", by=district)
    with pytest.raises(ValidationError, match="不归您现在的岗位登记"):
        actions.grant(kind=kind, enterprise=other, granted=DAY, source="a", by=district)
    row = city.honour(other)
    with pytest.raises(PermissionDenied):
        actions.end(honour=row, version=0, ended=DAY, reason="a", by=district)
    with pytest.raises(PermissionDenied):
        actions.grant(kind=kind, enterprise=own, granted=DAY, source="a", by=city.user_as("expert"))


# --- who could apply
def test_each_condition_says_what_there_is_and_what_lacks() -> None:
    conditions = (
        Condition("revenue", ">=", Decimal(5000), "营业收入5000万元以上"),
        Condition("research_share", ">=", Decimal(3), "研发占比3%以上"),
        Condition("staff", "<=", Decimal(300), "300人以下"),
        Condition("holds", ">=", None, "持有省级", titles=frozenset({1, 2})),
        Condition("industry", ">=", None, "制造业"),
        Condition("industry", ">=", Decimal(35), "专用设备"),
        Condition("above_scale", ">=", None, "规上"),
        Condition("age_years", ">=", Decimal(3), "成立三年"),
    )
    facts = Facts(
        {"revenue": Decimal(4200), "research_share": Decimal("3.25"), "staff": Decimal(310), "above_scale": Decimal(1)},
        frozenset({2}),
        "3484",
    )
    verdict = judge(conditions, facts)
    assert [answer.met for answer in verdict.answers] == [False, True, False, True, True, False, True, None]
    assert verdict.answers[0].words == "营业收入4,200万元，差800万元"
    assert verdict.answers[2].words == "从业人员310人，高出10人"
    assert verdict.answers[7].words == "没有成立年限的记录"
    assert (verdict.open, verdict.ready) == (False, False)


@given(st.lists(st.none() | st.integers(0, 100), max_size=6))
def test_what_is_not_on_record_neither_opens_nor_shuts(values: list[int | None]) -> None:
    items = ("revenue", "research", "staff", "age_years", "exports_share", "research_share")[: len(values)]
    conditions = [Condition(item, ">=", Decimal(50), "") for item in items]
    facts = Facts({item: None if v is None else Decimal(v) for item, v in zip(items, values, strict=True)})
    verdict = judge(conditions, facts)
    assert verdict.open is all(value is None or value >= 50 for value in values)
    assert verdict.ready is all(value is not None and value >= 50 for value in values)


@pytest.mark.django_db
def test_candidates_hold_the_title_below_and_come_nearest_first() -> None:
    city = City()
    below, above = city.kinds
    HonourKind.objects.filter(pk=below.pk).update(ladder=above)
    HonourRule.objects.create(kind=above, order=1, item="holds", holds=below, text="持有省级称号")
    HonourRule.objects.create(kind=above, order=2, item="revenue", comparator=">=", value=5000, text="五千万以上")
    HonourRule.objects.create(kind=above, order=3, item="revenue_growth", comparator=">=", value=5, text="增长")
    ready, short, silent, holder, stranger = (city.firm(name) for name in ("甲厂", "乙厂", "丙厂", "丁厂", "戊厂"))
    for firm in (ready, short, silent, holder):
        city.honour(firm, 0, date(2020, 1, 1))
    city.honour(holder, 1, date(2021, 1, 1))
    for firm, before, now in ((ready, 5000, 6000), (short, 1000, 4000), (stranger, 9000, 9900)):
        city.statement(firm, 2020, revenue=Decimal(before))
        city.statement(firm, 2021, revenue=Decimal(now))
    found = candidates(city.office, above, DAY, list(HonourKind.objects.filter(city=city.region)))
    assert [row.firm for row in found.rows] == [ready, silent, short]
    assert [row.firm for row in found.ready] == [ready]
    assert [row.firm for row in found.open] == [silent]
    assert [row.firm for row in found.near] == [short]
    assert found.pool == "持有省级称号的企业"


@pytest.mark.django_db
def test_without_a_title_below_firms_above_scale_are_asked() -> None:
    city = City()
    kind = city.kinds[0]
    HonourRule.objects.create(kind=kind, order=1, item="above_scale", text="规上")
    large, _small = city.firm(), city.firm()
    AboveScale.objects.create(enterprise=large, year=2021)
    found = candidates(city.office, kind, DAY, list(HonourKind.objects.filter(city=city.region)))
    assert ([row.firm for row in found.rows], found.pool) == ([large], "规上企业")


@pytest.mark.django_db
def test_without_conditions_nobody_is_named() -> None:
    city = City()
    city.firm()
    assert candidates(city.office, city.kinds[0], DAY, city.kinds).rows == []


# --- when to apply, and what the count will be
def test_the_window_that_is_open_or_comes_next_counts() -> None:
    windows = [(date(2021, 4, 1), date(2021, 5, 1)), (date(2022, 6, 1), date(2022, 7, 15))]
    assert next_opening(windows, DAY) == Opening(date(2022, 6, 1), date(2022, 7, 15), expected=False)
    later = next_opening(windows, date(2023, 8, 1))
    assert later == Opening(date(2024, 6, 1), date(2024, 7, 15), expected=True)
    assert next_opening([], DAY) is None
    assert [Opening(DAY, DAY, expected=False).state(DAY + timedelta(days=n)) for n in (-1, 0, 1)] == [
        "coming",
        "open",
        "closed",
    ]


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(-400, 400))
def test_a_forecast_holds_what_is_held_between_its_ends(held_: int, expiring: int, ready: int, days: int) -> None:
    opening = Opening(DAY, DAY + timedelta(days=days), expected=True) if days >= 0 else None
    found = forecast(held=held_, expiring=min(expiring, held_), ready=ready, opening=opening, on=date(2023, 1, 1))
    assert 0 <= found.least <= held_ <= found.most
    assert found.joining == (ready if opening and opening.closes < found.on else 0)


def test_no_window_opens_after_the_last_year_of_the_calendar() -> None:
    assert next_opening([(date(2024, 2, 29), date(2024, 3, 1))], date(9999, 12, 31)) is None
