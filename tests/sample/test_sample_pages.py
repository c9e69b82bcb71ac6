"""Whoever acts in the made-up city sees it on every page; whoever acts in the real one can go there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from lianzhang.access.active import activate
from lianzhang.accounts.models import User
from lianzhang.config.demonstration import prepare_accounts
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Region
from lianzhang.sample.context import context

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords"), pytest.mark.sqlite_alone]

STRIP = "这里的企业、数据、人员岗位全部虚构"


@pytest.fixture
def office(xiangyang: Plan, sample_town: Region, tmp_path: Path) -> User:
    prepare_accounts(tmp_path / "kept.json")
    return User.objects.get(username="office")


def page(client: Client, address: str = "/") -> str:
    return client.get(address).content.decode()


def test_the_strip_stands_on_every_page_there_and_on_none_of_the_real_city(office: User, client: Client) -> None:
    client.force_login(office)
    assert STRIP not in page(client)
    (there,) = (active for active in activate(office) if active.fictitious)
    client.post(reverse("act_as"), {"assignment": there.pk})
    for name in ("desk", "city", "plan", "chains", "my_posts"):
        assert STRIP in page(client, reverse(name)), name


def test_from_the_real_city_a_seat_leads_there_and_from_there_none(office: User) -> None:
    request: Any = RequestFactory().get("/")
    request.active_assignments = activate(office)
    real, made_up = request.active_assignments
    request.acting = real
    assert context(request) == {"fictitious": False, "sample_assignment": made_up}
    request.acting = made_up
    assert context(request) == {"fictitious": True, "sample_assignment": None}


def test_a_stranger_sees_neither(client: Client, account: Callable[..., User]) -> None:
    assert context(RequestFactory().get("/")) == {"fictitious": False, "sample_assignment": None}
    assert STRIP not in page(client, "/sign-in/")
