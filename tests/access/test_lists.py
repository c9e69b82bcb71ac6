"""The lists of accounts and posts say which city each belongs to: two cities may name a post alike."""

from __future__ import annotations

import pytest
from django.test import Client

from lianzhang.registry.models import Post, Region
from tests.acting import seated
from tests.plans.reading import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard(db: None) -> Client:
    for code, name in (("1", "东城"), ("2", "西城")):
        seated(f"chief-{code}", "chief", Region.objects.create(code=code, name=name, kind="city"))
    Post.objects.update(name="汽车链链长")
    client = Client()
    client.force_login(seated("security", "security_admin"))
    return client


@pytest.mark.parametrize("address", ["/people/", "/people/posts/"])
def test_each_row_says_its_city(guard: Client, address: str) -> None:
    text = Reading(guard.get(address)).text
    assert text.count("汽车链链长") == 2
    assert "东城" in text
    assert "西城" in text


@pytest.mark.parametrize("address", ["/people/", "/people/posts/"])
def test_a_list_is_narrowed_by_the_name_of_a_city(guard: Client, address: str) -> None:
    text = Reading(guard.get(address, {"q": "东城"})).text
    assert "chief-1" in text
    assert "chief-2" not in text
