"""Lists and matters: what issuing freezes, who answers and who reviews, what ends a matter."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from lianzhang.access.api import visible
from lianzhang.jobs.actions import enqueue
from lianzhang.jobs.rows import AT_ONCE
from lianzhang.jobs.working import run_one
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.responsibility.actions import assign
from lianzhang.supervision import actions
from lianzhang.supervision.candidates import matters
from lianzhang.supervision.jobs import darken_overdue, due
from lianzhang.supervision.models import ListState, State, SupervisionItem, SupervisionList
from lianzhang.tasks.api import start_task
from lianzhang.work.api import StaleRow, StepRefused, links_of

from .world import NOVEMBER, SOON, SupervisedCity

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> SupervisedCity:
    return SupervisedCity(monkeypatch)


class TestCandidates:
    def test_rooms_name_what_is_late_with_unit_deadline_and_colour(self, city: SupervisedCity) -> None:
        target, problem = matters(city.plan, city.fresh(city.office))
        assert (problem.of.kind, problem.lead, problem.overdue, problem.colour) == ("problem", city.bureau, 12, "red")
        assert (target.of.kind, target.lead, target.of.deadline) == ("target", None, date(2023, 6, 30))
        assert target.overdue > 12

    def test_who_was_assigned_to_a_target_leads_it(self, city: SupervisedCity) -> None:
        given = {"paper_title": "责任分工", "starts": date(2023, 11, 1), "seen": "", "by": city.fresh(city.office)}
        assign(subject=city.missed, lead=city.other, helpers=[city.bureau], **given)
        target, _ = matters(city.plan, city.fresh(city.office))
        assert (target.lead, target.helpers) == (city.other, (city.bureau,))

    def test_a_task_past_its_day_is_one(self, city: SupervisedCity) -> None:
        city.clock.at("2023-10-09T10:00")
        given = {"title": "出方案", "text": "一链一方案", "proof": "印发件", "deadline": date(2023, 11, 3)}
        row = start_task(city=city.region, lead=city.other, by=city.fresh(city.office), **given)
        city.clock.at(NOVEMBER)
        task = next(each for each in matters(city.plan, city.fresh(city.office)) if each.of.kind == "task")
        assert (task.of.row, task.lead, task.overdue, task.colour) == (row, city.other, 8, "yellow")

    def test_a_paused_limit_and_one_answered_are_not_late(self, city: SupervisedCity) -> None:
        city.take(city.late, "answer", city.bureau_account, outcome="solved", answer="好了")
        assert [each.of.kind for each in matters(city.plan, city.fresh(city.office))] == ["target"]


class TestIssuing:
    def test_it_freezes_numbers_and_links(self, city: SupervisedCity) -> None:
        row = city.issue(city.draft())
        assert (row.number, row.title, row.state) == ("市链长办督〔2023〕1号", "2023年四季度第1期", ListState.ISSUED)
        item = row.items.get(kind="problem")
        assert (item.overdue, item.colour, item.lead_name, item.state) == (12, "red", "水利局", State.ISSUED)
        assert [link.target for link in links_of(city.late)] == [f"supervision.SupervisionItem:{item.pk}"]
        frozen = (item.matter, item.overdue, item.colour, item.deadline)
        city.take(city.late, "note", city.bureau_account, reason="改口")
        city.late.title = "改了标题"
        city.late.save()
        city.clock.at("2023-12-15T10:00")
        darken_overdue(keys=due())
        item.refresh_from_db()
        assert (item.matter, item.overdue, item.colour, item.deadline) == frozen

    def test_numbers_run_by_year_and_drafts_take_none(self, city: SupervisedCity) -> None:
        discarded = city.draft(f"problems.Problem:{city.late.pk}")
        actions.discard(row=discarded, version=discarded.version, by=city.office)
        late = f"problems.Problem:{city.late.pk}"
        first, second = city.issue(city.draft(late)), city.issue(city.draft(late))
        assert (first.serial, second.serial, second.title) == (1, 2, "2023年四季度第2期")
        city.clock.at("2024-01-09T10:00")
        assert city.issue(city.draft(late)).number == "市链长办督〔2024〕1号"

    def test_what_nobody_answers_for_is_first_given_to_a_unit(self, city: SupervisedCity) -> None:
        row = city.draft(f"plans.Target:{city.missed.pk}")
        row.refresh_from_db()
        with pytest.raises(StepRefused, match="1件无人负责"):
            actions.issue(row=row, version=row.version, by=city.office)

    def test_what_was_done_meanwhile_is_not_issued(self, city: SupervisedCity) -> None:
        row = city.draft(f"problems.Problem:{city.late.pk}")
        city.take(city.late, "answer", city.bureau_account, outcome="solved", answer="好了")
        with pytest.raises(ValidationError, match="已经不再超期"):
            city.issue(row)
        assert SupervisionList.objects.get().state == ListState.DRAFT

    def test_one_issued_in_another_tab_is_not_issued_again(self, city: SupervisedCity) -> None:
        row = city.draft(f"problems.Problem:{city.late.pk}")
        row.refresh_from_db()
        actions.issue(row=row, version=row.version, by=city.office)
        with pytest.raises(StaleRow):
            actions.issue(row=row, version=row.version, by=city.office)
        with pytest.raises(StepRefused):
            actions.collect(row=row, chosen=matters(city.plan, city.office), by=city.office)

    def test_what_stands_on_a_draft_is_not_put_on_another(self, city: SupervisedCity) -> None:
        city.draft()
        with pytest.raises(ValidationError, match="已经列入草稿"):
            city.draft()

    def test_the_office_chooses_a_colour_for_what_is_not_overdue_alone(self, city: SupervisedCity) -> None:
        item = city.draft(f"problems.Problem:{city.late.pk}").items.get()
        with pytest.raises(ValidationError, match="超期12个工作日的是红色"):
            city.edit(item, colour="blue")

    def test_what_is_still_open_goes_on_in_the_next_list(self, city: SupervisedCity) -> None:
        subject = f"plans.Target:{city.missed.pk}"
        old, new = city.issued(subject), city.issued(subject)
        old.refresh_from_db()
        assert (old.state, old.list.state, new.carried_from) == (State.CARRIED, ListState.CLOSED, old)
        assert (new.lead, new.asked) == (old.lead, old.asked)

    def test_an_order_is_issued_at_once_and_not_twice(self, city: SupervisedCity) -> None:
        given = {
            "plan": city.plan,
            "subject": f"problems.Problem:{city.late.pk}",
            "lead": city.bureau,
            "asked": "报停电日期",
            "answer_by": SOON,
            "colour": "red",
            "by": city.office,
        }
        row = actions.order(**given)
        assert (row.kind, row.number, row.items.count()) == ("order", "市链长办督〔2023〕1号", 1)
        with pytest.raises(ValidationError, match="已在督办"):
            actions.order(**given)
        assert SupervisionList.objects.count() == 1


class TestAnswering:
    def test_a_unit_answers_and_another_reviews(self, city: SupervisedCity) -> None:
        item = city.walk(city.issued(), ("answer", "send_back", "answer", "accept", "end"))
        assert (item.state, item.returned, item.recognition) == (State.ENDED, 1, "firm")
        assert SupervisionList.objects.get().state == ListState.CLOSED

    def test_nobody_but_the_lead_answers(self, city: SupervisedCity) -> None:
        item = city.issued()
        for user in (city.other_account, city.office, city.leader):
            with pytest.raises(PermissionDenied):
                city.take(item, "answer", user, answer="冒名")

    def test_who_follows_a_dissolved_unit_answers_for_it(self, city: SupervisedCity) -> None:
        item = city.issued()
        successor = ResponsibleUnit.objects.create(city=city.region, organization=city.other)
        ResponsibleUnit.objects.filter(pk=item.lead_id).update(ended=date(2023, 11, 10), successor=successor)
        assert city.take(item, "answer", city.other_account, answer="接着办").state == State.ANSWERED

    def test_a_unit_never_reviews_its_own_answer(self, city: SupervisedCity) -> None:
        ResponsibleUnit.objects.get_or_create(organization=city.bureau, defaults={"city": city.region})
        both = city.user_as("chain_office", organization=city.bureau)
        item = city.take(city.issued(), "answer", both, answer="自己说好了")
        with pytest.raises(PermissionDenied, match="不能审核自己的反馈"):
            city.take(item, "accept", both, review="好")
        assert city.take(item, "accept", city.leader, review="看了").state == State.ACCEPTED

    def test_it_ends_by_the_row_only_where_the_row_is_done(self, city: SupervisedCity) -> None:
        item = city.walk(city.issued(), ("answer", "accept"))
        with pytest.raises(ValidationError, match="还没有办结"):
            city.take(item, "end", city.office, recognition="row", basis="问题办结")
        city.late.state = "solved"
        city.late.save()
        assert city.take(item, "end", city.office, recognition="row", basis="问题办结").state == State.ENDED

    def test_days_darken_what_is_open_and_nothing_else(self, city: SupervisedCity) -> None:
        city.clock.at("2023-10-31T10:00")
        item = city.issued()
        assert (item.colour, item.colour_now) == ("blue", "blue")
        city.clock.at(NOVEMBER)
        assert darken_overdue(keys=due()) == {"darkened": 1}
        assert darken_overdue(keys=due()) == {"darkened": 0}
        item.refresh_from_db()
        assert (item.colour, item.colour_now) == ("blue", "red")

    def test_a_night_with_many_holds_nobody_up(self, city: SupervisedCity) -> None:
        city.clock.at("2023-10-31T10:00")
        item = city.issued()
        rows = SupervisionItem.objects.filter(list=item.list_id)
        for number in range(AT_ONCE + 1 - rows.count()):
            item.pk, item.subject = None, f"problems.Problem:{10**6 + number}"
            item.save(force_insert=True)
        city.clock.at(NOVEMBER)
        enqueue("supervision.night")
        told = []
        while run_one():
            told.append(rows.filter(colour_now="red").count())
        assert sorted(set(told)) == [0, AT_ONCE, AT_ONCE + 1]

    def test_a_reminder_counts_and_an_answer_too_late_stays_late(self, city: SupervisedCity) -> None:
        item = city.take(city.issued(), "remind", city.office)
        city.clock.at("2023-12-15T10:00")
        item = city.walk(item, ("answer",))
        assert (item.reminders, item.answered_late) == (1, True)


def test_each_sees_its_own_and_drafts_stay_in_the_office(city: SupervisedCity) -> None:
    everybody = {
        name: city.fresh(user)
        for name, user in (
            ("bureau", city.bureau_account),
            ("other", city.other_account),
            ("chief", city.chief),
            ("leader", city.leader),
            ("team", city.team),
            ("firm", city.firm_account),
            *((role, city.user_as(role)) for role in ("bank", "expert")),
        )
    }
    draft = city.draft(f"problems.Problem:{city.late.pk}")
    assert not [name for name, user in everybody.items() if visible(user, SupervisionItem).exists()]
    city.issue(draft)
    seen = {name for name, user in everybody.items() if visible(user, SupervisionItem).exists()}
    assert seen == {"bureau", "chief", "leader", "team"}
    assert seen == {name for name, user in everybody.items() if visible(user, SupervisionList).exists()}
