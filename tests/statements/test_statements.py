"""Acts on statements: what is read, what is refused and why, corrections, confirming several, locks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.access.actions import hand_over
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.enterprises.revisions import revision
from lianzhang.kernel.amounts import AmountError
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.records.models import AuditEvent
from lianzhang.statements import actions
from lianzhang.statements.entries import faults, read_figure
from lianzhang.statements.lock_actions import lock_period, open_lock
from lianzhang.statements.models import Explained, PeriodLock, Statement
from lianzhang.work.api import NotAll, StaleRow, take_all
from lianzhang.work.reports import is_own
from tests.acting import seated
from tests.enterprises.reported import entry_of, period
from tests.enterprises.world import City

pytestmark = pytest.mark.django_db


class Town:
    """A firm with an account of its own, its district and the office."""

    def __init__(self) -> None:
        self.city = City()
        self.firm = self.city.firm()
        self.inside = self.city.user_as("enterprise", organization=self.city.body(self.firm))
        self.district = self.city.user_as("district", region=self.city.districts[0])
        self.office = self.city.office

    def enter(
        self, code: str = "2022", firm: Enterprise | None = None, by: User | None = None, **figures: Any
    ) -> Statement:
        given = {"enterprise": firm or self.firm, "period": period(code), "entry": entry_of(**figures)}
        return actions.enter(**given, by=by or self.inside)

    def submitted(self, code: str = "2022", **more: Any) -> Statement:
        row = self.enter(code, **more)
        return actions.submit(row=row, version=row.version, by=row.entered_by)

    def confirmed(self, code: str = "2022", **more: Any) -> Statement:
        row = self.submitted(code, **more)
        return actions.confirm(row=row, version=row.version, by=self.district)


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.mark.parametrize(
    ("item", "text", "value"),
    [
        ("output", "1.2亿", "12000"),
        ("output", "1.2亿元", "12000"),
        ("output", "１，２００", "1200"),
        ("output", "35000元", "3.5"),
        ("output", "12.345", "12.35"),
        ("output", "  ", None),
        ("profit", "-30", "-30"),
        ("staff", "1.2万", "12000"),
        ("staff", "350人", "350"),
        ("energy", "1.5万吨标准煤", "15000"),
    ],
)
def test_figures_are_read_as_people_write_them(item: str, text: str, value: str | None) -> None:
    assert read_figure(item, text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("item", "text", "words"),
    [
        ("output", "约30", "准确"),
        ("output", "300人", "换算不成"),
        ("staff", "3万元", "换算不成"),
        ("tax", "三十", "读不成"),
    ],
)
def test_what_is_no_such_figure_is_refused_with_the_way_out(item: str, text: str, words: str) -> None:
    with pytest.raises(AmountError, match=words):
        read_figure(item, text)


@pytest.mark.parametrize(
    ("figures", "item"),
    [
        ({"output": -1}, "output"),
        ({"staff": Decimal("1.5")}, "staff"),
        ({"revenue": 10**12}, "revenue"),
        (dict.fromkeys(("output", "revenue", "cost", "profit", "tax", "research", "staff")), "output"),
    ],
)
def test_impossible_figures_block(figures: dict[str, Any], item: str) -> None:
    assert set(faults(entry_of(**figures))) == {item}


def test_a_loss_and_a_refund_are_possible() -> None:
    assert faults(entry_of(profit=-5, tax=-1)) == {}


def test_an_act_writes_one_event_and_marks_the_register(town: Town) -> None:
    before, events = revision(town.city.region.pk), AuditEvent.objects.count()
    row = town.enter(output=1234)
    assert AuditEvent.objects.count() == events + 1
    event = AuditEvent.objects.get(action="statement.enter")
    assert (event.facts["output"], event.facts["energy"], event.facts["period"]) == ("1,234", "", "2022年")
    assert revision(town.city.region.pk) != before
    assert row.state == "draft"


@pytest.mark.parametrize("role", ["head_chief", "chief", "member_unit", "expert", "bank"])
def test_readers_enter_nothing(town: Town, role: str) -> None:
    with pytest.raises(PermissionDenied):
        town.enter(by=town.city.user_as(role))


def test_a_firm_and_a_district_enter_for_their_own_alone(town: Town) -> None:
    other = town.city.firm(region=town.city.districts[1])
    for clerk in (town.inside, town.district):
        with pytest.raises(PermissionDenied):
            town.enter(firm=other, by=clerk)
    assert town.enter(firm=other, by=town.office).enterprise == other


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2022H2", "按月、季度、年填"),
        ("2022-02..2022-03", "按月、季度、年填"),
        ("2090", "还没有开始"),
        ("2009", "还没有成立"),
    ],
)
def test_a_period_that_cannot_be_reported_is_refused(town: Town, code: str, words: str) -> None:
    Enterprise.objects.filter(pk=town.firm.pk).update(founded="2010-05-01")
    town.firm.refresh_from_db()
    with pytest.raises(ValidationError, match=words):
        town.enter(code)


def test_a_merged_firm_reports_no_more(town: Town) -> None:
    goes_on = town.city.firm("续存厂")
    Enterprise.objects.filter(pk=town.firm.pk).update(merged_into=goes_on)
    town.firm.refresh_from_db()
    with pytest.raises(ValidationError, match="续存厂"):
        town.enter()


def test_a_period_has_one_statement(town: Town) -> None:
    town.enter()
    with pytest.raises(ValidationError, match="草稿"):
        town.enter(by=town.district)
    assert town.enter("2022Q1").pk


def test_a_confirmed_statement_is_corrected_not_entered_again(town: Town) -> None:
    row = town.confirmed()
    with pytest.raises(ValidationError, match="请在那一份上更正"):
        town.enter()
    better = actions.correct(row=row, version=row.version, entry=entry_of(output=1100), by=town.inside)
    better = actions.submit(row=better, version=better.version, by=town.inside)
    actions.confirm(row=better, version=better.version, by=town.district)
    row.refresh_from_db()
    assert (row.state, row.output, row.replaced_by) == ("replaced", 1000, better)


def test_who_entered_or_submitted_does_not_confirm(town: Town) -> None:
    row = town.submitted(by=town.district)
    with pytest.raises(StepRefused, match="不能自己确认"):
        actions.confirm(row=row, version=row.version, by=town.district)
    assert actions.confirm(row=row, version=row.version, by=town.office).state == "confirmed"


def test_a_stale_version_is_refused(town: Town) -> None:
    row = town.enter()
    actions.edit(row=row, version=row.version, entry=entry_of(output=5), by=town.inside)
    with pytest.raises(StaleRow):
        actions.submit(row=row, version=row.version, by=town.inside)


def test_a_draft_left_lying_can_be_discarded_by_who_confirms(town: Town) -> None:
    row = town.enter()
    with pytest.raises(StepRefused, match="由填报的"):
        actions.edit(row=row, version=row.version, entry=entry_of(output=5), by=town.district)
    actions.discard(row=row, version=row.version, by=town.district)
    assert not Statement.objects.filter(pk=row.pk).exists()


def test_a_doubt_is_explained_once_and_asked_again_when_its_figures_change(town: Town) -> None:
    row = town.enter(tax=-3)
    actions.explain(row=row, rule="tax_negative", reason="留抵退税", by=town.inside)
    for rule in ("tax_negative", "loss_with_profit", "无"):
        with pytest.raises(ValidationError, match="没有疑问"):
            actions.explain(row=row, rule=rule, reason="属实", by=town.inside)
    row = actions.edit(row=row, version=row.version, entry=entry_of(tax=-3, output=1001), by=town.inside)
    assert Explained.objects.filter(statement=row).count() == 1
    actions.edit(row=row, version=row.version, entry=entry_of(tax=-4, output=1001), by=town.inside)
    assert not Explained.objects.filter(statement=row).exists()


@pytest.mark.parametrize("step", ["confirm", "give_back"])
def test_who_explained_a_doubt_does_not_decide_on_what_was_doubted(town: Town, step: str) -> None:
    row = town.submitted(tax=-3)
    actions.explain(row=row, rule="tax_negative", reason="留抵退税", by=town.district)
    row.refresh_from_db()
    more = {"reason": "不实"} if step == "give_back" else {}
    with pytest.raises(StepRefused):
        getattr(actions, step)(row=row, version=row.version, by=town.district, **more)
    getattr(actions, step)(row=row, version=row.version, by=town.office, **more)


def test_an_explanation_needs_words_and_a_post(town: Town) -> None:
    row = town.enter(tax=-3)
    with pytest.raises(ValidationError, match="理由"):
        actions.explain(row=row, rule="tax_negative", reason=" ", by=town.inside)
    with pytest.raises(PermissionDenied):
        actions.explain(row=row, rule="tax_negative", reason="a", by=town.city.user_as("head_chief"))


def test_several_are_confirmed_together_or_none_is(town: Town) -> None:
    rows = [town.submitted(f"2022Q{number}") for number in (1, 2)]
    own = town.submitted("2022Q3", by=town.district)
    with pytest.raises(NotAll) as refused:
        take_all(name="confirm", chosen={row: row.version for row in [*rows, own]}, by=town.district)
    assert set(refused.value.reasons) == {own.pk}
    assert not Statement.objects.filter(state="confirmed").exists()
    with pytest.raises(NotAll):
        take_all(name="confirm", chosen={rows[0]: rows[0].version - 1}, by=town.district)
    take_all(name="confirm", chosen={row: row.version for row in rows}, by=town.district)
    assert Statement.objects.filter(state="confirmed").count() == 2


def test_a_locked_period_says_why_by_whom_and_whom_to_ask(town: Town) -> None:
    row, late = town.confirmed(), town.submitted("2022Q2")
    lock_period(period=period("2022"), reason="季度通报已定稿", by=town.office)
    attempts = [
        lambda: town.enter("2022Q1"),
        lambda: actions.correct(row=row, version=row.version, entry=entry_of(), by=town.inside),
        lambda: actions.confirm(row=late, version=late.version, by=town.district),
        lambda: actions.withdraw(row=late, version=late.version, by=town.inside),
    ]
    for attempt in attempts:
        with pytest.raises((StepRefused, ValidationError), match=f"{town.office}.*季度通报已定稿.*市工促办"):
            attempt()
    assert town.enter("2023Q1").pk


def test_a_locked_quarter_leaves_its_year_open(town: Town) -> None:
    lock_period(period=period("2022Q4"), reason="定稿", by=town.office)
    assert town.enter("2022").pk


def test_an_opened_period_takes_statements_again(town: Town) -> None:
    lock = lock_period(period=period("2022"), reason="定稿", by=town.office)
    with pytest.raises(ValidationError, match="锁定"):
        lock_period(period=period("2022Q1"), reason="再锁", by=town.office)
    open_lock(lock=lock, reason="补报", by=town.office)
    assert town.enter("2022").pk
    with pytest.raises(StepRefused, match="补报"):
        open_lock(lock=lock, reason="再开", by=town.office)


def test_only_the_office_locks_and_only_its_own_city(town: Town) -> None:
    for clerk in (town.district, town.inside, town.city.clerk):
        with pytest.raises(PermissionDenied):
            lock_period(period=period("2022"), reason="定稿", by=clerk)
    lock = lock_period(period=period("2022"), reason="定稿", by=town.office)
    with pytest.raises(PermissionDenied):
        open_lock(lock=lock, reason="解锁", by=City().office)
    assert PeriodLock.objects.filter(opened_at=None).count() == 1


def test_open_statements_go_along_when_a_post_passes_on(town: Town) -> None:
    draft, sent = town.enter(), town.submitted("2022Q1")
    taking = User.objects.create(username="taking", label="接任岗")
    security, held, today = seated("security", "security_admin"), town.inside.assignments.get(), timezone.localdate()
    hand_over(assignment=held, version=held.version, to=taking, on=today, source="轮岗通知", by=security)
    draft.refresh_from_db()
    sent.refresh_from_db()
    assert is_own(draft, taking)
    assert not is_own(draft, User.objects.get(pk=town.inside.pk))
    assert draft.authors == sent.authors == (town.inside.pk,)
