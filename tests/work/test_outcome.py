"""What an act is answered with: what was done, what comes next, by whom, and the next row that waits."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from lianzhang.accounts.models import User
from lianzhang.enterprises import actions
from lianzhang.statements.models import Statement
from lianzhang.work.api import action
from lianzhang.work.done import noting
from tests.enterprises.reported import report
from tests.enterprises.world import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def press(client: Client, row: Any, step: str, **said: str) -> HttpResponse:
    """The page after a step of a statement."""
    where = reverse(f"statement_{step}", args=[row.pk])
    return client.post(where, {"version": row.version, **said}, follow=True)


def notices(page: HttpResponse) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def draft(city: City, state: str = "draft", **more: Any) -> Statement:
    return report(city, city.firm(), "2022", state, output=1000, revenue=900, **({"entered_by": city.clerk} | more))


def test_what_is_submitted_says_who_confirms_it(city: City) -> None:
    page = press(client_of(city.clerk), draft(city), "submit")
    (told,) = notices(page)
    office = city.office.assignments.get().post.name
    assert told == f"已提交。接下来由{office}核对；确认之前不计入任何合计。"


def test_who_has_confirmed_is_led_to_the_next_that_waits(city: City) -> None:
    first, second = draft(city, "submitted"), draft(city, "submitted")
    client = client_of(city.office)
    page = press(client, first, "confirm")
    assert notices(page) == ["已确认。到此办结；有错另报一份更正。"]
    assert "下一件待您办理" in page.text
    assert f'href="{reverse("statement", args=[second.pk])}"' in page.text.partition("下一件待您办理")[2][:200]
    page = press(client, second, "confirm")
    assert "下一件待您办理" not in page.text, "nothing waits any more"
    assert "下一件待您办理" not in client.get(reverse("statements")).text


def test_what_is_returned_names_the_post_that_goes_on_with_it(city: City) -> None:
    post = city.clerk.assignments.get().post
    row = draft(city, "submitted", post=post)
    page = press(client_of(city.office), row, "return", reason="口径不对")
    assert notices(page) == [f"已退回。接下来由“{post}”修改重报。"]


def test_what_is_gone_is_closed(city: City) -> None:
    assert notices(press(client_of(city.clerk), draft(city), "discard")) == ["已删除。到此办结。"]


def test_a_step_that_was_refused_is_no_step(city: City) -> None:
    page = press(client_of(city.clerk), draft(city, "submitted"), "confirm")
    assert page.status_code == 403
    assert "已确认。" not in strip_tags(page.text)


def test_several_are_told_together(city: City) -> None:
    rows = [draft(city, "submitted") for _ in range(2)]
    sent = {"pk": [row.pk for row in rows], **{f"version-{row.pk}": row.version for row in rows}}
    page = client_of(city.office).post(reverse("statements_confirm"), sent, follow=True)
    assert notices(page) == ["已确认2份。到此办结；有错另报一份更正。"]


def test_a_limit_that_runs_is_told(city: City) -> None:
    firm = city.firm()
    asker = client_of(city.user_as("chain_team", chains=city.chains[:1]))
    sent = {"chain": city.chains[0].pk, "role": "core", "share": "60", "starts": "2022-01-01", "source": "名单"}
    page = asker.post(reverse("firm_proposal_new", args=[firm.pk]), sent, follow=True)
    told = notices(page)[-1]
    assert "接下来由" in told
    assert told.endswith("到期。"), told


def test_what_is_taken_back_with_its_transaction_was_not_done(city: City) -> None:
    @action
    def half(*, by: User) -> None:
        actions.create(city=city.region, by=by, name="半途厂", region=city.districts[0])
        raise ValidationError("not so")

    with noting() as taken:
        with pytest.raises(ValidationError):
            half(by=city.office)
        assert taken == []
        actions.create(city=city.region, by=city.office, name="办成厂", region=city.districts[0])
    assert [each.step.name for each in taken] == ["create"]
