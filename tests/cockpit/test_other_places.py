"""A province, a development zone and a county load as they are, and their pages speak in their own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from lianzhang.kernel.vocabulary import TERMS
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import diff_folder, load_folder
from lianzhang.plans.models import Cadence, Plan
from lianzhang.registry.models import Appointment, Organization
from tests.plans.folders import COUNTY, PROVINCE, ZONE

from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]

OF_A_CITY = re.compile("工促|全市|本市|市里|市内外|市外|市领导|县（市、区）|市政府分管")
PATTERN = re.compile(r"\{(" + "|".join(TERMS) + r")\}")
ELSEWHERE = ("/firms/", "/firms/new/", "/quality/", "/coverage/", "/honours/", "/statements/", "/locks/", "/proposals/")
PLACES = {
    PROVINCE: ("2024-12-31", "output", "vehicle", "全省", "省制强办"),
    ZONE: ("2025-06-30", "firms", "bio", "全区", "攻坚办"),
    COUNTY: ("2025-06-30", "firms", "stone", "全县", "联盟秘书处"),
}
EACH = pytest.mark.parametrize("folder", PLACES, ids=lambda folder: folder.name)

SignedIn = Callable[[str], Client]


@pytest.fixture
def place(folder: Path, db: None) -> Plan:
    load_folder(folder, by="tests")
    return Plan.objects.get(code=folder.name)


@EACH
def test_a_folder_of_another_shape_loads_once_and_for_all(folder: Path, place: Plan) -> None:
    read, problems = read_folder(folder)
    assert (problems, diff_folder(read)) == ([], [])
    assert place.targets.count() == len(read.rows("targets"))


@EACH
def test_no_page_speaks_as_another_place(folder: Path, place: Plan, signed_in: SignedIn) -> None:
    day, target, chain, whole, office = PLACES[folder]
    client, told = signed_in("office"), ""
    for path in ("/", "/chains/", f"/chains/{chain}/?tab=posts", "/plan/", f"/targets/{target}/", *ELSEWHERE):
        page = client.get(path, {"at": day} | ({"tab": "posts"} if "tab" in path else {}))
        assert page.status_code == 200, path
        text = words(page)
        assert OF_A_CITY.findall(text) == [], path
        assert PATTERN.findall(page.text) == [], path
        told += text
    assert whole in told
    assert office in told


@pytest.mark.parametrize("folder", [PROVINCE])
def test_a_province_names_every_rank_of_its_chains(folder: Path, place: Plan, signed_in: SignedIn) -> None:
    client = signed_in("office")
    told = words(client.get("/chains/", {"at": "2024-12-31"}))
    assert "群链长、链长、副链长" in told  # the column of the list
    assert "群链长：省政府分管工业的副省长链长：锦河市政府主要负责同志链办主任：省工信厅汽车处主要负责同志" in told
    assert "副链长：岭澜理工大学" in told
    assert "都有人任职" not in told
    assert "3条有任职记录" in told
    chain = words(client.get("/chains/vehicle/", {"at": "2024-12-31", "tab": "posts"}))
    assert "共2条链：动力电池链、本链" in chain
    assert "链办主任" in chain
    assert "填报岗" not in chain.partition("职务和任职")[2]
    assert "岭澜理工大学单位" in words(client.get("/chains/chips/", {"at": "2024-12-31", "tab": "posts"}))


@pytest.mark.parametrize("folder", [COUNTY])
def test_bodies_are_chiefs_beside_an_office(folder: Path, place: Plan, signed_in: SignedIn) -> None:
    client = signed_in("office")
    told = words(client.get("/chains/", {"at": "2025-06-30"}))
    assert "盟会长：县政府分管副县长联合盟会长：县石材行业协会、青石职业技术学院秘书长：" in told
    chain = words(client.get("/chains/stone/", {"at": "2025-06-30", "tab": "posts"}))
    assert "县石材行业协会单位" in chain
    assert "设在青石岩板有限公司（虚构），没有任职记录" in chain


@pytest.mark.parametrize("folder", [COUNTY])
def test_a_body_takes_a_post_by_its_paper(folder: Path, place: Plan, signed_in: SignedIn) -> None:
    client = signed_in("office")
    firm = Organization.objects.get(city=place.city, code="leading-firm")
    asked = {"organization": firm.pk, "starts": "2025-04-01", "source": "石盟〔2025〕3号"}
    assert client.post("/posts/co-firm/appoint/", asked | {"source": ""}).status_code == 422
    assert client.post("/posts/co-firm/appoint/", asked | {"organization": ""}).status_code == 422
    assert client.post("/posts/co-firm/appoint/", asked).status_code == 302
    held = Appointment.objects.get(post__code="co-firm")
    assert (held.holder, held.organization, held.source) == (firm.name, firm, "石盟〔2025〕3号")


@pytest.mark.parametrize("folder", [COUNTY])
def test_what_a_rank_does_falls_due_as_its_cadence_says(folder: Path, place: Plan, signed_in: SignedIn) -> None:
    client = signed_in("office")
    told = words(client.get("/city/", {"at": "2025-07-01"}))
    assert "联合盟会长报送行业情况每季度至少1次，期后15日内" in told
    days = {deadline.on.isoformat() for deadline in client.get("/", {"at": "2025-07-01"}).context["desk"].deadlines}
    assert "2025-07-15" in days  # of the second quarter
    Cadence.objects.filter(rank__code="co_chair").update(within_days=0)
    later = {deadline.on.isoformat() for deadline in client.get("/", {"at": "2025-07-02"}).context["desk"].deadlines}
    assert "2025-07-15" not in later


@EACH
def test_the_plan_shows_its_paper(folder: Path, place: Plan, signed_in: SignedIn) -> None:
    told = words(signed_in("office").get("/plan/"))
    assert place.paper_title in told
    assert place.paper_issuer in told
    assert f"{place.paper_date:%Y-%m-%d}" in told
