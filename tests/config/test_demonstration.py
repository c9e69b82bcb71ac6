"""Accounts to try the house with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lianzhang.accounts.models import User
from lianzhang.config.demonstration import POSTS, prepare_accounts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]


def test_each_account_signs_in_with_the_password_that_is_printed(tmp_path: Path) -> None:
    for account in prepare_accounts(tmp_path / "kept.json"):
        user = User.objects.get(username=account.post.username)
        assert user.check_password(account.password)
        assert str(user) == account.post.label
        assert not user.is_superuser


def test_passwords_differ_between_installations_and_stay_within_one(tmp_path: Path) -> None:
    first = prepare_accounts(tmp_path / "one.json")
    assert prepare_accounts(tmp_path / "one.json") == first
    other = prepare_accounts(tmp_path / "two.json")
    assert {account.password for account in first}.isdisjoint(account.password for account in other)


def test_the_file_is_private_and_holds_what_was_printed(tmp_path: Path) -> None:
    path = tmp_path / "var" / "kept.json"
    accounts = prepare_accounts(path)
    assert path.stat().st_mode & 0o077 == 0
    assert json.loads(path.read_text()) == {account.post.username: account.password for account in accounts}


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.username)
def test_an_account_may_do_what_its_post_says_and_nothing_else(post, tmp_path: Path) -> None:
    prepare_accounts(tmp_path / "kept.json")
    allowed = User.objects.get(username=post.username).get_all_permissions()
    assert allowed == set(post.permissions)


def test_who_enters_figures_does_not_confirm_them() -> None:
    for post in POSTS:
        assert not {"plans.add_observation", "plans.confirm_observation"} <= set(post.permissions)
