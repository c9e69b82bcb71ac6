"""Projects that fill a gap stand on the chain's map and in its table, as far as one sees them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.projects.models import Project, Stage

from .world import ProjectCity

pytestmark = pytest.mark.django_db


def page(city: ProjectCity, by: User, **query: str) -> str:
    client = Client()
    client.force_login(by)
    return client.get(f"/chains/{city.chains[0].code}/", query).text


def nodes(city: ProjectCity, by: User) -> dict[int, Any]:
    told = re.search(r'<script id="chain-map" type="application/json">(.*?)</script>', page(city, by))
    assert told
    return {node["key"]: node for node in json.loads(told[1])["nodes"]}


@pytest.fixture
def city() -> ProjectCity:
    return ProjectCity()


def test_a_project_that_fills_a_gap_is_marked_at_its_segment_with_its_page(city: ProjectCity) -> None:
    first, second = city.segments[:2]
    row = city.lead(segment=first, fills_gap=True)
    told = nodes(city, city.office)
    assert told[first.pk]["marked"] == 1
    (mark,) = told[first.pk]["marks"]
    assert mark == {"name": row.name, "href": f"/projects/{row.pk}/"}
    assert told[second.pk]["marked"] == 0
    assert row.name in page(city, city.office, tab="segments")


def test_several_lead_to_the_list_of_them_and_a_lost_one_is_not_counted(city: ProjectCity) -> None:
    first = city.segments[0]
    rows = [city.lead(segment=first, fills_gap=True, investor=f"示例远山{number}公司") for number in "一二三"]
    Project.objects.filter(pk=rows[2].pk).update(state=Stage.LOST, lost_on="2023-01-01")
    (mark,) = nodes(city, city.office)[first.pk]["marks"]
    assert mark["name"] == "2个项目补这个环节"
    assert mark["href"] == f"/projects/?chain={city.chains[0].code}&mine=gap"


def test_a_rival_district_sees_no_mark_of_anothers_lead(city: ProjectCity) -> None:
    city.lead(city.east, segment=city.segments[0], fills_gap=True, region=city.districts[0])
    assert nodes(city, city.east)[city.segments[0].pk]["marked"] == 1
    assert nodes(city, city.west)[city.segments[0].pk]["marked"] == 0
