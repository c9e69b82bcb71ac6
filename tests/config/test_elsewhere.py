"""A link to what another post of one's own sees, and the present one does not."""

from __future__ import annotations

import pytest
from django.test import Client

from lianzhang.access.models import Assignment
from lianzhang.records.models import AuditEvent
from tests.access.test_opened import Person, offered, person
from tests.acting import active
from tests.plans.world import START

pytestmark = pytest.mark.django_db

__all__ = ["person"]  # the fixture


def test_names_that_post_and_opens_by_one_button(person: Person) -> None:
    firm = person.there.firm()
    where = f"/firms/{firm.pk}/?tab=figures"
    page = person.client.get(where)
    assert page.status_code == 404
    assert f"这一页要以“{person.posts[1].title}”打开" in page.text
    assert firm.name not in page.text
    opened = person.client.post(*offered(page, "并打开"), follow=True)
    assert opened.redirect_chain == [(where, 302)]
    assert firm.name in opened.text


def test_that_names_a_plan_of_the_other_city(person: Person) -> None:
    page = person.client.get(f"/plan/?plan={person.there.plan.code}")
    assert page.status_code == 400
    assert f"这一页要以“{person.posts[1].title}”打开" in page.text


def test_that_asks_for_what_the_other_post_may_do(person: Person) -> None:
    active(person.user, "bank", person.here.region)
    bank = Assignment.objects.get(user=person.user, post__rank__role="bank")
    person.client.post("/my/posts/act-as/", {"assignment": bank.pk})
    page = person.client.get("/firms/new/")
    assert page.status_code == 403
    assert page.text.count("并打开") == 2


@pytest.mark.parametrize("where", ["/firms/999999/", "/no-such-page/"])
def test_to_nothing_stays_no_page(person: Person, where: str) -> None:
    page = person.client.get(where)
    assert page.status_code == 404
    assert "没有这一页" in page.text


def test_tells_a_stranger_and_a_former_holder_nothing(person: Person) -> None:
    where = f"/firms/{person.there.firm().pk}/"
    Assignment.objects.filter(pk=person.posts[1].pk).update(ends=START)
    assert "没有这一页" in person.client.get(where).text
    other = Client()
    other.force_login(person.here.office)
    assert "没有这一页" in other.get(where).text


def test_leaves_no_trace_of_the_look(person: Person) -> None:
    events = AuditEvent.objects.count()
    page = person.client.get("/firms/export.xlsx", {"plan": person.there.plan.code})
    assert "并打开" in page.text
    assert AuditEvent.objects.count() == events
    assert person.client.get("/").context["acting"].pk == person.posts[0].pk
