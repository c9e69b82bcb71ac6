"""Cities and plans do not touch each other: what one loads leaves the pages and states of all others as they were."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from lianzhang.plans.evaluating import evaluate_plan
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Appointment, Chain, Region
from lianzhang.sample.folder import write_folder
from tests.acting import seated
from tests.conftest import XIANGYANG
from tests.plans.folders import BEFORE, LINHAI, copy_of, edit
from tests.plans.test_plan_format import write_examples

pytestmark = pytest.mark.django_db

Snapshot = dict[str, str]
# What differs from one answer to the next: the tokens of forms.
PASSING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')
NEXT = "linhai-2025-2027"
SHARED_TABLES = ("regions", "parks", "organizations", "chains", "groups", "zones", "ranks", "posts")


def neighbour(to: Path) -> Path:
    """Another city that uses the codes of 临海滨 and 襄阳 for other things."""
    folder = to / "linyi-2024-2026"
    copy_of(LINHAI, to).rename(folder)
    edit(folder, "plan.toml", 'id = "linhai-2024-2026"', f'id = "{folder.name}"')
    edit(folder, "plan.toml", 'city = "999900"', 'city = "888800"')
    edit(folder, "plan.toml", 'succeeds = "linhai-2021-2023"\n', "")
    edit(folder, "chains.csv", "绿色石化产业链", "邻城的石化链")
    edit(folder, "organizations.csv", "市工信局", "邻城的工信局")
    edit(folder, "posts.csv", "石化链第一链长", "邻城的石化链长")
    regions = [
        *("id,name,kind,parent", "888800,邻城（虚构）,city,420000", "999902,别处的港,district,888800"),
        *("999903,别处的山,county,888800", "linhai-port,邻城的开发区,development_zone,999902"),
        *("999900,另一个海滨,neighbour,", "420000,另一个省,province,", "420600,另一个襄阳,neighbour,420000"),
        "420602,另一个襄城,district,420600",
    ]
    (folder / "regions.csv").write_text("\n".join(regions) + "\n", "utf-8")
    return folder


def successor(to: Path) -> Path:
    """The plan that follows in 临海滨: chains renamed, a chief moved, ranks in another order."""
    folder = to / NEXT
    copy_of(LINHAI, to).rename(folder)
    for table in folder.glob("*.csv"):
        if table.stem not in (*SHARED_TABLES, "segments", "segment_links"):
            table.unlink()
    for table in ("clauses.csv", "targets.csv"):
        (folder / table).write_text((BEFORE / table).read_text("utf-8"), "utf-8")
    edit(folder, "plan.toml", 'id = "linhai-2024-2026"', f'id = "{NEXT}"')
    edit(folder, "plan.toml", "starts = 2024-01-01\nends = 2026-12-31", "starts = 2025-01-01\nends = 2027-12-31")
    edit(folder, "plan.toml", 'succeeds = "linhai-2021-2023"', f'succeeds = "{LINHAI.name}"')
    edit(folder, "chains.csv", "petro,绿色石化产业链,industry", "petro,石化新材料产业链,science")
    edit(folder, "posts.csv", "海洋装备链链长,chief,marine,", "智能显示链链长,chief,display,")
    edit(folder, "ranks.csv", "head_chief,总链长,\nchief,链长,\n", "chief,分管链长,\nhead_chief,总召集人,\n")
    edit(folder, "groups.csv", "石化支柱产业群,petro", "化工产业群,petro;bio")
    edit(
        folder, "segments.csv", "petro-crack,乙烯裂解,petro,基础化工,2,strengthen", "petro-crack,裂解,petro,上游,2,fill"
    )
    edit(folder, "segments.csv", "petro-aromatic,芳烃联合,petro,基础化工,2", "petro-aromatic,芳烃,petro,上游,2")
    edit(folder, "segment_links.csv", "petro-oil,petro-aromatic\n", "")
    edit(folder, "zones.csv", "marine,999902,,\n", "marine,999903,,迁到西山\n")
    return folder


def client_of(city: Region) -> Client:
    client = Client()
    client.force_login(seated(f"office-{city.pk}", "chain_office", city))
    return client


def snapshot(plan: Plan, client: Client) -> Snapshot:
    """The pages of a plan as the office of its city reads them, and the states of its targets."""
    at = min(plan.ends, date(2025, 3, 31))
    query = f"?plan={plan.code}&at={at}"
    found = {address: read(client, address + query) for address in pages(plan)}
    for tab in ("posts", "segments", "map"):
        found[tab] = read(client, reverse("chain", args=[first_chain(plan)]) + f"{query}&tab={tab}")
    states = [(each.target.code, each.evaluation) for each in evaluate_plan(plan, at)]
    return found | {"states": repr(states)}


def pages(plan: Plan) -> Iterator[str]:
    yield from (reverse(name) for name in ("desk", "city", "chains", "plan", "city_map"))
    target = plan.targets.order_by("-scope_kind", "order")[0]  # one of each group or each chain, where there is one
    yield reverse("target", args=[target.code])


def first_chain(plan: Plan) -> str:
    return plan.plan_chains.order_by("order")[0].chain.code


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    (main,) = re.findall(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    return PASSING.sub("", main)


def same(before: Snapshot, after: Snapshot, told: str) -> None:
    assert [place for place in before if before[place] != after[place]] == [], told


@pytest.mark.parametrize("turn", [1, -1])
def test_what_one_city_loads_leaves_every_other_as_it_was(turn: int, tmp_path: Path) -> None:
    cities = [
        *([BEFORE, LINHAI], [neighbour(tmp_path)], [XIANGYANG], [write_folder(XIANGYANG, tmp_path / "shili-plan")]),
        [write_examples(tmp_path)["example"]],
    ]
    seen: dict[str, tuple[Plan, Client, Snapshot]] = {}
    for folders in [*cities[::turn], cities[::turn][0]]:
        for folder in folders:
            load_folder(folder, by="试验")
        for plan, client, before in seen.values():
            same(before, snapshot(plan, client), f"{plan} after {folders[-1].name} was loaded")
        plan = Plan.objects.get(code=folders[-1].name)
        if plan.code not in seen:
            client = client_of(plan.city)
            seen[plan.code] = plan, client, snapshot(plan, client)


def test_the_plan_that_follows_leaves_those_before_it_as_they_were(tmp_path: Path) -> None:
    for folder in (BEFORE, LINHAI):
        load_folder(folder, by="试验")
    earlier = list(Plan.objects.order_by("starts"))
    client = client_of(earlier[0].city)
    before = {plan.code: snapshot(plan, client) for plan in earlier}
    load_folder(successor(tmp_path), by="试验")
    for plan in earlier:
        same(before[plan.code], snapshot(plan, client), f"{plan} after {NEXT} was loaded")


def test_a_plan_loaded_again_leaves_the_one_that_follows_as_it_was(tmp_path: Path) -> None:
    for folder in (BEFORE, LINHAI, successor(tmp_path)):
        load_folder(folder, by="试验")
    plan = Plan.objects.get(code=NEXT)
    client = client_of(plan.city)
    before, read_first = snapshot(plan, client), read(client, f"/chains/petro/?plan={NEXT}&at=2025-03-31")
    earlier = copy_of(LINHAI, tmp_path)
    edit(earlier, "chains.csv", "绿色石化产业链", "石化产业链（修订）")
    edit(earlier, "posts.csv", "生物和显示链链长,chief,bio;display", "生物链链长,chief,bio")
    edit(earlier, "ranks.csv", "lead,牵头部门,\ninnovation,链创,yes", "innovation,链创,yes\nlead,牵头单位,")
    report = load_folder(earlier, by="试验")
    assert report.counts["chains"] == {"changed": 1}
    same(before, snapshot(plan, client), f"{NEXT} after {LINHAI.name} was loaded again")
    assert "石化新材料产业链" in read_first
    assert "石化产业链（修订）" in read(client, f"/chains/petro/?plan={LINHAI.name}&at=2025-03-31")
    assert Chain.objects.get(code="petro").name == "石化新材料产业链"


def test_who_looks_at_an_earlier_plan_can_end_an_appointment_to_a_post_renamed_since(tmp_path: Path) -> None:
    for folder in (BEFORE, LINHAI, successor(tmp_path)):
        load_folder(folder, by="试验")
    held = Appointment.objects.get(post__code="chief-marine")
    client, query = client_of(held.post.city), f"?plan={LINHAI.name}"
    page = client.get(f"/appointments/{held.pk}/{query}")
    assert "海洋装备链链长" in page.content.decode()
    sent = {"ends": "2025-03-01", "source": "虚构文件", "seen": page.context["seen"]}
    assert client.post(f"/appointments/{held.pk}/end/{query}", sent).status_code == 302
    held.refresh_from_db()
    assert held.ends == date(2025, 3, 1)


def test_the_same_codes_are_two_rows_in_two_cities(tmp_path: Path) -> None:
    for folder in (XIANGYANG, neighbour(tmp_path), XIANGYANG):
        load_folder(folder, by="试验")
    own, other = (Region.objects.get(code=code, city=None) for code in ("420600", "888800"))
    named = {(row.city_id, row.name) for row in Region.objects.filter(code__in=("420600", "420602"))}
    assert named == {(None, "襄阳市"), (own.pk, "襄城区"), (other.pk, "另一个襄阳"), (other.pk, "另一个襄城")}
    assert {row.parent.city_id for row in Region.objects.filter(code="420602") if row.parent} == {None, other.pk}
