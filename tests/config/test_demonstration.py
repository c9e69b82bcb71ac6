"""Accounts to try the house with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from lianzhang.access.active import assignments_held
from lianzhang.access.models import Assignment
from lianzhang.access.roles import ADMINISTRATORS, roles
from lianzhang.accounts.models import User
from lianzhang.config.demonstration import DEMONSTRATORS, Demonstrator, prepare_accounts
from lianzhang.config.up import load_sample
from lianzhang.plans.models import Plan
from lianzhang.plans.viewpoint import choose_plan
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]


def test_each_account_signs_in_with_the_password_that_is_printed(tmp_path: Path) -> None:
    for account in prepare_accounts(tmp_path / "kept.json"):
        user = User.objects.get(username=account.demonstrator.username)
        assert user.check_password(account.password)
        assert str(user) == account.demonstrator.label


def test_passwords_differ_between_installations_and_stay_within_one(tmp_path: Path) -> None:
    first = prepare_accounts(tmp_path / "one.json")
    assert prepare_accounts(tmp_path / "one.json") == first
    other = prepare_accounts(tmp_path / "two.json")
    assert {account.password for account in first}.isdisjoint(account.password for account in other)


def test_the_file_is_private_and_holds_what_was_printed(tmp_path: Path) -> None:
    path = tmp_path / "var" / "kept.json"
    accounts = prepare_accounts(path)
    assert path.stat().st_mode & 0o077 == 0
    assert json.loads(path.read_text()) == {account.demonstrator.username: account.password for account in accounts}


def test_a_password_that_was_changed_is_given_again(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    (first, *_) = prepare_accounts(path)
    user = User.objects.get(username=first.demonstrator.username)
    user.set_password("another")
    user.save()
    prepare_accounts(path)
    user.refresh_from_db()
    assert user.check_password(first.password)


def test_a_password_that_is_written_into_the_file_is_given(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    prepare_accounts(path)
    written = json.loads(path.read_text()) | {"office": "written-by-hand"}
    path.write_text(json.dumps(written))
    prepare_accounts(path)
    assert User.objects.get(username="office").check_password("written-by-hand")


def test_no_password_is_tried_where_none_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare_accounts(tmp_path / "kept.json")
    monkeypatch.setattr(User, "check_password", lambda *_: pytest.fail("tried"))
    prepare_accounts(tmp_path / "kept.json")


def test_there_is_one_account_for_each_role() -> None:
    assert {who.role for who in DEMONSTRATORS} == set(roles())
    assert len(DEMONSTRATORS) == len(roles())


@pytest.mark.parametrize("who", DEMONSTRATORS, ids=lambda who: who.username)
def test_an_account_acts_in_its_role_once_a_plan_is_loaded(who: Demonstrator, xiangyang: Plan, tmp_path: Path) -> None:
    prepare_accounts(tmp_path / "kept.json")
    prepare_accounts(tmp_path / "kept.json")
    held = assignments_held(User.objects.get(username=who.username))
    assert [active.role.code for active in held] == [who.role]


def test_before_a_plan_is_loaded_only_administrators_have_a_seat(tmp_path: Path) -> None:
    prepare_accounts(tmp_path / "kept.json")
    assert {each.role_code for each in Assignment.objects.all()} == set(ADMINISTRATORS)


def test_where_there_is_a_made_up_city_each_acts_there_too_but_begins_in_the_real_one(
    xiangyang: Plan, sample_town: Region, tmp_path: Path
) -> None:
    prepare_accounts(tmp_path / "kept.json")
    for who in DEMONSTRATORS:
        held = assignments_held(User.objects.get(username=who.username))
        assert [active.role.code for active in held] == [who.role] * len(held)
        cities = [] if who.role in ADMINISTRATORS else [xiangyang.city_id, sample_town.pk]
        assert [active.city for active in held if active.post] == cities, who.username


def test_a_start_makes_the_city_asked_for_and_the_next_leaves_it(settings: Settings, tmp_path: Path) -> None:
    settings.VAR, settings.SAMPLE = tmp_path, "town"
    load_sample()
    (made,) = AuditEvent.objects.filter(action="sample.make")
    assert made.facts["scale"] == "town"
    load_sample()
    assert AuditEvent.objects.filter(action="sample.make").count() == 1


def test_a_start_without_a_sample_makes_none(settings: Settings) -> None:
    settings.SAMPLE = "none"
    load_sample()
    assert not Region.objects.exists()


def test_who_names_no_plan_means_the_real_one(xiangyang: Plan, sample_town: Region) -> None:
    plans = tuple(Plan.objects.select_related("city"))
    assert choose_plan(plans, "", xiangyang.ends) == xiangyang
    assert choose_plan(plans, "", xiangyang.starts) == xiangyang
