"""What an account has read of a page is kept for it until the next act, and still counts as read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lianzhang.access.limits import forget_rows
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.kernel.templatetags.kept import FRAGMENTS
from lianzhang.plans.models import Observation, Source
from lianzhang.records.api import chain_waiting
from lianzhang.registry.models import Organization

from .reading import Reading
from .reports import fields
from .world import World

PAGES = ("/targets/giants/", "/observations/", "/search/?q=giants")


@pytest.fixture(autouse=True)
def nothing_kept(world: World, lead: Client) -> None:
    world.observe(world.giants, "2022", 30)
    # An act, so that the log says in which state all is.
    lead.post(reverse("observation_new") + "?target=giants", fields(value="1"))
    chain_waiting()
    FRAGMENTS.answers.clear()


def tables_read(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured if "plans_observation" in query["sql"] or "plans_target" in query["sql"]]


@pytest.mark.parametrize("address", PAGES)
def test_what_one_has_read_is_read_again_without_asking_for_its_rows(lead: Client, address: str) -> None:
    assert tables_read(lead, address)
    assert not tables_read(lead, address)


@pytest.mark.parametrize("address", PAGES)
def test_another_account_asks_for_itself(lead: Client, office: Client, address: str) -> None:
    lead.get(address)
    assert tables_read(office, address)


def test_a_draft_shows_at_once(lead: Client) -> None:
    before = lead.get("/observations/").context["rows"]
    lead.post(reverse("observation_new") + "?target=giants", fields(value="77"))
    assert "77" in Reading(lead.get("/observations/")).text
    assert len(lead.get("/observations/").context["page"].object_list) == len(before) + 1


def test_rows_shown_again_count_as_shown(lead: Client, settings) -> None:
    shown = len(lead.get("/observations/").context["rows"])
    settings.LIMITS = settings.LIMITS | {"list": 5 * shown - 1}
    forget_rows()
    answers = [lead.get("/observations/").status_code for _ in range(8)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_a_post_that_reaches_less_than_before_reads_nothing_of_it(
    world: World, signed_in: Callable[[str], Client], account: Callable[[str], User]
) -> None:
    """Changed past the acts, so that the log says nothing: what was kept was kept for another reach."""
    client = signed_in("office")
    assert tables_read(client, "/observations/")
    post = Assignment.objects.get(user=account("office")).post
    assert post is not None
    post.organization = Organization.objects.create(city=world.city, code="else", name="另一个单位")
    post.save()
    assert tables_read(client, "/observations/")


def test_a_plan_loaded_again_is_read_again(world: World, lead: Client) -> None:
    lead.get("/targets/giants/")
    world.plan.loaded_at = timezone.now()
    world.plan.save()
    assert tables_read(lead, "/targets/giants/")


def test_a_source_nobody_may_see_is_no_page_though_another_was_kept(world: World, lead: Client) -> None:
    known = Observation.objects.order_by("pk")[0].source
    assert lead.get(f"/sources/{known.pk}/").status_code == 200
    assert lead.get(f"/sources/{Source.objects.order_by('-pk')[0].pk + 1}/").status_code == 404
    assert lead.get("/targets/none/").status_code == 404
