"""Who may do a thing, as refusals and the 403 page say it: posts that reach the row, else roles, never an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from lianzhang.access.able import require
from lianzhang.access.roles import titles_with
from lianzhang.accounts.models import User
from lianzhang.kernel.able import NOBODY, naming, who_may
from lianzhang.statements.lifecycle import STATEMENT
from lianzhang.statements.models import Statement
from tests.enterprises.world import City

pytestmark = pytest.mark.django_db

CONFIRM = "statement.confirm"


@pytest.fixture
def city() -> City:
    return City()


def titled(user: User, title: str) -> User:
    """The account's post called by a name that stands nowhere else."""
    post = user.assignments.get().post
    post.name = title
    post.save(update_fields=["name"])
    return user


@pytest.fixture
def reported(city: City) -> Statement:
    """Of a firm in the east, on the first chain; around it posts that reach it and posts that do not."""
    titled(city.office, "甲市链办")
    titled(city.user_as("chain_team", chains=city.chains[:1]), "汽车链专班")
    titled(city.user_as("chain_team", chains=city.chains[1:]), "别的链专班")
    titled(city.user_as("district", region=city.districts[0]), "东区工信局")
    titled(city.user_as("district", region=city.districts[1]), "西区工信局")
    firm = city.firm()
    city.on_chain(firm)
    return city.statement(firm, state="submitted")


def test_the_posts_that_reach_the_row_are_named_the_nearest_first(city: City, reported: Statement) -> None:
    assert who_may(CONFIRM, reported, city.clerk) == "汽车链专班、东区工信局、甲市链办"
    (refused,) = (offer for offer in STATEMENT.offers(reported, city.clerk) if offer.step.name == "confirm")
    assert refused.refusal == "您现在的岗位不能确认这一份；请由汽车链专班、东区工信局、甲市链办办理"


def test_of_many_three_are_named_and_all_are_counted(city: City, reported: Statement) -> None:
    titled(city.user_as("district", region=city.districts[0]), "东区商务局")
    assert who_may(CONFIRM, reported, city.clerk).endswith("等4个岗位")


def test_a_post_that_nobody_acts_for_is_no_help(city: City, reported: Statement) -> None:
    User.objects.exclude(pk=city.clerk.pk).update(is_active=False)
    assert who_may(CONFIRM, reported, city.clerk) == titles_with(CONFIRM)


def test_no_account_is_ever_named(city: City, reported: Statement) -> None:
    told = who_may(CONFIRM, reported, city.clerk)
    assert not [user for user in User.objects.all() if user.username in told or (user.label and user.label in told)]


def test_without_a_row_the_roles_are_named_and_of_what_no_role_may_who_arranges_it(city: City) -> None:
    assert who_may(CONFIRM, None, city.clerk) == titles_with(CONFIRM)
    assert who_may("toy.do", None, city.clerk) == NOBODY
    assert naming("由{able}核对", "appointment.record") == "由链办核对"


@pytest.mark.parametrize("role", ["bank", "expert", "enterprise"])
def test_outside_the_government_only_the_office_is_named(city: City, reported: Statement, role: str) -> None:
    outside = city.user_as(role)
    assert who_may(CONFIRM, reported, outside) == city.plan.vocabulary.office
    with pytest.raises(PermissionDenied, match=f"请由{city.plan.vocabulary.office}办理"):
        require(outside, CONFIRM, reported)


def test_a_row_is_asked_about_once(
    city: City, reported: Statement, django_assert_num_queries: Callable[[int], Any]
) -> None:
    STATEMENT.offers(reported, city.clerk)
    city.clerk.reached.pop(("posts", Statement, reported.pk))
    with django_assert_num_queries(2):
        for permission in (CONFIRM, "statement.enter", CONFIRM):
            who_may(permission, reported, city.clerk)


def refused(user: User, where: str, method: str = "get") -> str:
    client = Client()
    client.force_login(user)
    page = getattr(client, method)(where)
    assert page.status_code == 403
    return page.text


def test_the_page_that_refuses_says_what_is_needed_and_who_has_it(city: City, reported: Statement) -> None:
    page = refused(city.clerk, "/audit/")
    assert "这里要能“看审计记录”：审计管理员可以。" in page
    page = refused(city.clerk, "/locks/new/", "post")
    assert "这里要能“锁定和解锁时期”：链办（现有岗位：甲市链办）可以。" in page
    outside = refused(city.user_as("bank"), "/locks/new/", "post")
    assert f"请与{city.plan.vocabulary.office}联系。" in outside
    assert "甲市链办" not in outside
