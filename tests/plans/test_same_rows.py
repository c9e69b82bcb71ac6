"""Goals and duties in other words are known again, or a person says which they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from lianzhang.accounts.models import User
from lianzhang.plans.changing.filling import Revision, filled
from lianzhang.plans.changing.likeness import alike
from lianzhang.plans.changing.paper_actions import drafted, finish_draft, upload_paper
from lianzhang.plans.changing.proposals import proposals_of
from lianzhang.plans.changing.recognizing import recognized
from lianzhang.plans.models import PaperDraft, Plan
from tests.plans.test_paper_drafts import all_kept, client_of, one

__all__ = ["one"]
SINCE = Revision("2027-01-01", "某文件")
PAPER = """临海滨市产业链行动方案（2024—2026年）
一、主要目标
到2026年，研发投入占营业收入的比重达到2.6%。
二、重点任务
市商务局每年招引补链项目20个。
"""


def plan(**tables: Any) -> dict[str, Any]:
    return {
        "sections": {"plan": {"id": "p", "city": "1", "ends": "2029-12-31"}},
        "tables": {"clauses": [{"id": "1", "number": "一", "title": "任务"}], **tables},
    }


def goal(id_: str, name: str, value: str, unit: str = "家") -> dict[str, str]:
    return {"id": id_, "clause": "1", "name": name, "value": value, "unit": unit, "scope": "city"}


def test_a_duty_in_other_words_is_the_one_that_stands_and_keeps_what_was_written_of_it() -> None:
    stands = plan(
        organizations=[{"id": "jx", "name": "市经信局"}],
        duties=[
            {"id": "publish", "clause": "1", "name": "支持重点企业公开供应链瓶颈和研发需求",
             "responsible": "市经信局", "owners": "jx"},
            {"id": "lists", "clause": "1", "name": "组建上市服务专家团", "cadence": "year"},
        ],
    )  # fmt: skip
    said = plan(
        organizations=[{"id": "o01", "name": "各成员单位"}],
        duties=[
            {"id": "d001", "clause": "1", "name": "支持重点企业发布工业供应链瓶颈、薄弱环节研发需求",
             "responsible": "各成员单位", "owners": "o01", "cadence": "quarter"},
            {"id": "d002", "clause": "1", "name": "加快推进企业上市"},
        ],
    )  # fmt: skip
    made = filled(said, stands, revision=SINCE)["tables"]
    first, second, third = made["duties"]
    assert (first["responsible"], first["owners"], first["cadence"]) == ("市经信局", "jx", "quarter")
    assert second == stands["tables"]["duties"][1]
    assert third["name"] == "加快推进企业上市"
    assert [each["id"] for each in made["organizations"]] == ["jx"]  # no row names the other body


def test_goals_are_one_by_likeness_only_with_one_level_and_one_value() -> None:
    stands = [goal("total", "规上工业研发投入强度", "2", "%"), goal("nation", "国家级工业设计中心", "15")]
    said = [
        goal("t1", "规模以上工业企业研发投入占主营业务收入的比重", "2", "%"),
        goal("t2", "省级工业设计中心", "15"),
        goal("t3", "新增国家级工业设计中心", "3"),
    ]
    assert alike("targets", said, stands) == {0: 0}
    assert not alike("targets", [goal("t1", "国际工业设计中心", "15")], stands)


def test_what_a_person_said_goes_before_names_and_likeness() -> None:
    stands = plan(targets=[goal("firms", "链主企业", "20"), goal("cores", "核心企业", "30")])
    said = plan(targets=[goal("t001", "链主企业", "25"), goal("t002", "新增核心企业", "9"), goal("t003", "骨干", "8")])
    same = {"targets": {"t001": "", "t002": "cores", "t003": "cores"}}
    made = filled(said, stands, same=same, revision=SINCE)["tables"]
    assert made["targets"][:2] == stands["tables"]["targets"]
    assert [(each["target"], each["value"]) for each in made["goals"]] == [("cores", "9")]
    assert [each["name"] for each in made["targets"][2:]] == ["链主企业"]  # the third is part of the second
    assert recognized(said, stands, same)["targets"] == {"t002": "cores", "t003": "cores"}


@pytest.fixture
def paper(loaded: Plan, one: User) -> PaperDraft:
    return upload_paper(city=loaded.city, name="方案.docx", text=PAPER, notes=(), by=one)


@pytest.mark.django_db
def test_a_person_says_at_the_proposal_which_goal_of_the_plan_it_is(loaded: Plan, paper: PaperDraft, one: User) -> None:
    client = client_of(one)
    research = next(each for each in proposals_of(drafted(paper), {}) if each.row.name.startswith("研发投入"))
    target = loaded.targets.get(code="rd_share")
    page = client.get(reverse("paper_draft", args=[paper.pk]), {"one": research.key}).content.decode()
    first = page.split('name="same"')[1].split("</select>")[0].split("<option")[1:3]
    assert "新的一条" in first[0]
    assert "selected" in first[0]
    assert target.name in first[1]  # the likest first
    row = research.row
    sent = {"key": research.key, "verb": "kept", "version": 0, "name": row.name, "value": "2.6", "unit": row.unit}
    sent |= {"comparator": row.comparator, "measure": row.measure, "window": row.window, "strive": "", "due": ""}
    address = reverse("paper_draft_judge", args=[paper.pk])
    assert client.post(address, sent | {"same": "of-another-plan"}).status_code == 422
    assert client.post(address, sent | {"same": target.code}).status_code == 302
    paper.refresh_from_db()
    assert paper.decisions[research.key]["same"] == target.code
    kept = all_kept(paper, one)
    change = finish_draft(row=kept, version=kept.version, by=one, into=loaded).change
    tables = change.content["tables"]
    assert row.name not in {each["name"] for each in tables["targets"]}
    revised = [each for each in tables["goals"] if each["target"] == target.code]
    assert [(each["value"], each["reason"]) for each in revised] == [("2.6", change.paper)]
    assert change.paper.startswith("临海滨市产业链行动方案")


def test_a_new_chain_has_the_posts_that_each_of_the_others_has() -> None:
    chains = [{"id": "auto", "name": "汽车产业链"}, {"id": "silk", "name": "纺织产业链"}]
    of_each = [{"id": f"{at}-lead", "name": f"{each['name']}链长", "rank": "chief", "chains": each["id"]}
               for at, each in enumerate(chains)]  # fmt: skip
    office = {"id": "office", "name": "链办主任", "rank": "office"}
    stands = plan(chains=chains, posts=[*of_each, office])

    def posts(chain: str, register: Any = None) -> list[dict[str, str]]:
        said = plan(chains=[{"id": "c01", "name": chain}])
        rows: list[dict[str, str]] = filled(said, stands, register, revision=SINCE)["tables"]["posts"]
        return [row for row in rows if row not in stands["tables"]["posts"]]

    (new,) = posts("低空经济产业链")
    assert (new["name"], new["rank"]) == ("低空经济产业链链长", "chief")
    (known,) = posts("低空经济产业链", {"posts": {"低空经济产业链链长": "of-the-register"}})
    assert known["id"] == "of-the-register"
    assert posts("汽车产业") == []
