"""The pages of one appointment and one paper: what they say, and what a form answers when the row changed meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.plans.appointment_actions import appoint, end_appointment
from lianzhang.plans.models import ChecklistRecord, Plan
from lianzhang.registry.models import Appointment, Post
from tests.acting import active
from tests.seen import seen, seen_on


@pytest.fixture
def office(signed_in: Callable[[str], Client], xiangyang: Plan) -> Client:
    return signed_in("office")


@pytest.fixture
def other(xiangyang: Plan) -> User:
    user = User.objects.create(username="other", label="另一位同事")
    active(user, "chain_office", xiangyang.city)
    return user


@pytest.fixture
def held(xiangyang: Plan, other: User) -> Appointment:
    post = Post.objects.get(code="chief-auto")
    return appoint(post=post, holder="市政府分管副市长", starts=date(2022, 1, 1), source="任职文件", by=other)


@pytest.fixture
def paper(xiangyang: Plan) -> ChecklistRecord:
    item, chain = xiangyang.checklistitems.filter(rank=None)[0], xiangyang.chains.get(code="auto")
    return ChecklistRecord.objects.create(item=item, chain=chain, title="方案", date=date(2023, 1, 1), source="文号")


def end(row: Appointment, by: User) -> None:
    end_appointment(appointment=row, ends=date(2023, 9, 1), source="免职文件", seen=seen(row), by=by)


def test_the_page_tells_who_did_what(office: Client, held: Appointment, other: User) -> None:
    end(held, other)
    page = office.get(f"/appointments/{held.pk}/").text
    for act in ("登记任职", "记任职止"):
        assert re.search(f"<dt>{act}</dt>\\s*<dd>\\s*另一位同事", page)
    assert "依据：免职文件" in page


def test_two_who_end_one_appointment_the_second_is_told_what_changed_and_by_whom(
    office: Client, held: Appointment, other: User
) -> None:
    opened = seen_on(office.get(f"/appointments/{held.pk}/"))
    end(held, other)
    sent = {"ends": "2023-12-31", "source": "另一份文件", "seen": opened}
    answer = office.post(f"/appointments/{held.pk}/end/", sent)
    assert answer.status_code == 409
    assert "任职止：您看到的是“没有记录”，现在是“2023-09-01”" in answer.text
    assert "最近一次改动：另一位同事" in answer.text
    assert "任职止“2023-12-31”，依据“另一份文件”" in answer.text  # though the form itself is gone
    held.refresh_from_db()
    assert held.ends == date(2023, 9, 1)


def test_a_withdrawal_over_a_changed_row_keeps_its_reason_and_passes_the_second_time(
    office: Client, held: Appointment, other: User
) -> None:
    opened = seen_on(office.get(f"/appointments/{held.pk}/"))
    end(held, other)
    answer = office.post(f"/appointments/{held.pk}/withdraw/", {"reason": "日期录错", "seen": opened})
    assert answer.status_code == 409
    assert 'value="日期录错"' in answer.text
    again = office.post(f"/appointments/{held.pk}/withdraw/", {"reason": "日期录错", "seen": seen_on(answer)})
    assert again.status_code == 302
    assert not Appointment.objects.filter(pk=held.pk).exists()


def test_a_paper_that_a_load_changed_is_not_withdrawn_unseen(office: Client, paper: ChecklistRecord) -> None:
    opened = seen_on(office.get(f"/checklist-records/{paper.pk}/"))
    ChecklistRecord.objects.filter(pk=paper.pk).update(title="方案（修订）")
    answer = office.post(f"/checklist-records/{paper.pk}/withdraw/", {"reason": "归错链", "seen": opened})
    assert answer.status_code == 409
    assert "文件或名单：您看到的是“方案”，现在是“方案（修订）”" in answer.text
    assert "最近一次改动" not in answer.text  # no event of its own
    assert 'value="归错链"' in answer.text
    assert ChecklistRecord.objects.filter(pk=paper.pk).exists()


def test_a_form_that_tells_nothing_of_what_was_seen_is_stale(office: Client, held: Appointment) -> None:
    sent = {"ends": "2023-12-31", "source": "文件"}
    assert office.post(f"/appointments/{held.pk}/end/", sent).status_code == 409
    held.refresh_from_db()
    assert held.ends is None
