from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from lianzhang.access.models import Assignment
from lianzhang.access.roles import ROLES_THAT_LEAD
from lianzhang.accounts.models import User
from lianzhang.kernel.row_pages import row_url
from lianzhang.plans.evaluating import evaluate_duties, evaluate_plan
from lianzhang.plans.evaluation import State
from lianzhang.plans.models import ChecklistRecord, Plan, Target
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Appointment, Chain, Post
from tests.plans.world import World
from tests.seen import seen

from .conftest import links, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]

AT = date(2023, 12, 31)


def light(office: Client, chain: str, code: str, **asked: str) -> State:
    page = office.get(f"/chains/{chain}/", asked).context["page"]
    return next(each.light.state for each in page.targets if each.light.target.code == code)


def whole(plan: Plan, code: str) -> State:
    return next(each.evaluation.state for each in evaluate_plan(plan, AT) if each.target.code == code)


class TestRecording:
    """An act on a chain's page moves the target, and the target opens the row."""

    def test_a_work_plan_for_every_chain_lights_the_target_and_opens_its_papers(
        self, office: Client, xiangyang: Plan
    ) -> None:
        assert whole(xiangyang, "chain_work_plan") is State.UNKNOWN
        for chain in Chain.objects.filter(plans=xiangyang):
            address = f"/chains/{chain.code}/checklist/work_plan/"
            answer = office.post(address, {"title": "工作方案", "date": "2022-03-01", "source": "襄工促〔2022〕1号"})
            assert (answer.status_code, answer["Location"]) == (302, f"/chains/{chain.code}/")
            assert light(office, chain.code, "chain_work_plan") is State.MET
        assert whole(xiangyang, "chain_work_plan") is State.MET
        page = office.get("/targets/chain_work_plan/")
        for record in ChecklistRecord.objects.filter(item__code="work_plan"):
            assert f"/checklist-records/{record.pk}/" in links(page)
        acts = AuditEvent.objects.filter(action="checklist_record.record")
        assert {event.by for event in acts} == {"市工促办"}
        assert acts.count() == Chain.objects.count()

    def test_a_paper_of_later_does_not_light_an_earlier_day(self, office: Client, xiangyang: Plan) -> None:
        paper = {"title": "工作方案", "date": "2022-03-01", "source": "文号"}
        office.post("/chains/auto/checklist/work_plan/", paper)
        assert light(office, "auto", "chain_work_plan", at="2021Q4") is State.UNKNOWN
        assert light(office, "auto", "chain_work_plan", at="2022Q1") is State.MET

    def test_an_appointment_lights_what_the_post_shows_and_its_end_puts_it_out(
        self, office: Client, xiangyang: Plan
    ) -> None:
        posted = {"holder": "市政府分管负责同志", "starts": "2021-09-01", "source": "任职文件"}
        answer = office.post("/posts/chief-auto/appoint/?at=2023Q4", posted)
        assert answer["Location"] == "/chains/auto/?at=2023Q4"
        row = Appointment.objects.get()
        assert light(office, "auto", "chain_leadership") is State.MET
        page = office.get("/chains/auto/")
        assert f"/appointments/{row.pk}/" in links(page)
        assert "链长是市政府分管负责同志" in words(page)
        sent = {"ends": "2022-07-01", "source": "免职文件", "seen": seen(row)}
        office.post(f"/appointments/{row.pk}/end/", sent)
        assert light(office, "auto", "chain_leadership") is State.MISSED
        assert light(office, "auto", "chain_leadership", at="2022-06-30") is State.MET
        assert "曾任：市政府分管负责同志（至2022-07-01）" in words(office.get("/chains/auto/", {"tab": "posts"}))

    def test_a_post_of_the_whole_city_leads_back_to_the_list(self, office: Client, xiangyang: Plan) -> None:
        posted = {"holder": "市委主要负责同志", "starts": "2021-09-01", "source": "任职文件"}
        assert office.post("/posts/head-chief-party/appoint/", posted)["Location"] == "/chains/"
        assert "市委主要负责同志" in words(office.get("/chains/"), 'id="posts"')

    def test_a_post_on_two_chains_leads_back_to_the_one_it_was_opened_from(self, office: Client, linhai: Plan) -> None:
        posted = {"holder": "市委秘书长", "starts": "2025-09-01", "source": "任职文件"}
        back = office.post(f"/posts/chief-bio-display/appoint/?chain=display&plan={linhai.code}", posted)["Location"]
        assert back == f"/chains/display/?plan={linhai.code}"

    @pytest.mark.parametrize(
        ("posted", "told"),
        [
            ({"starts": "2021-09-01", "source": "文件"}, "请写任职者的职务"),
            ({"holder": "某职务", "starts": "2021-13-01", "source": "文件"}, "“任职起”不是日期；请写成2024-01-31这样"),
            (
                {"holder": "某职务", "starts": "2021-09-01", "ends": "2021-09-01", "source": "文件"},
                "任职止须晚于任职起",
            ),
        ],
    )
    def test_what_is_refused_stays_in_the_form_with_the_reason(
        self, office: Client, xiangyang: Plan, posted: dict[str, str], told: str
    ) -> None:
        answer = office.post("/posts/chief-auto/appoint/", posted)
        assert answer.status_code == 422
        assert told in words(answer)
        assert 'value="文件"' in answer.text
        assert not Appointment.objects.exists()

    def test_an_item_that_a_post_shows_takes_no_paper(self, office: Client, xiangyang: Plan) -> None:
        paper = {"title": "任命", "date": "2022-03-01", "source": "文号"}
        answer = office.post("/chains/auto/checklist/leadership/", paper)
        assert answer.status_code == 422
        assert "由任职记录证明" in words(answer)

    def test_a_mistaken_record_is_withdrawn_with_a_reason(self, office: Client, xiangyang: Plan) -> None:
        row = ChecklistRecord.objects.get(chain__code="auto")
        refused = office.post(f"/checklist-records/{row.pk}/withdraw/", {"reason": "", "seen": seen(row)})
        assert refused.status_code == 422
        done = office.post(
            f"/checklist-records/{row.pk}/withdraw/?at=2023Q4", {"reason": "归错产业链", "seen": seen(row)}
        )
        assert done["Location"] == "/chains/auto/?at=2023Q4"
        assert office.get(f"/checklist-records/{row.pk}/").status_code == 404


class TestPermission:
    @pytest.mark.parametrize("username", ["district", "chief"])
    def test_who_may_not_record_finds_no_door_and_a_closed_one(
        self, username: str, signed_in: Callable[[str], Client], xiangyang: Plan
    ) -> None:
        client = signed_in(username)
        page = client.get("/chains/auto/")
        assert not any("/appoint/" in href or "/checklist/" in href for href in links(page))
        assert "送汽车产业链链长的任职文件登记" in words(page)
        post = {"holder": "甲", "starts": "2021-09-01", "source": "文件"}
        assert client.post("/posts/chief-auto/appoint/", post).status_code == 403
        paper = {"title": "工作方案", "date": "2022-03-01", "source": "文号"}
        assert client.post("/chains/auto/checklist/work_plan/", paper).status_code == 403
        assert not AuditEvent.objects.exclude(action__in=["plans.load", "sign_in"]).exists()

    def test_ending_and_withdrawing_are_closed_to_others(
        self, signed_in: Callable[[str], Client], linhai: Plan
    ) -> None:
        row = Appointment.objects.filter(ends=None).first()
        assert row is not None
        client = signed_in("clerk")
        assert client.get(f"/appointments/{row.pk}/").status_code == 200
        for act in ("end", "withdraw"):
            posted = {"ends": "2026-01-01", "source": "文件", "reason": "错"}
            assert client.post(f"/appointments/{row.pk}/{act}/", posted).status_code == 403


class TestChain:
    def test_a_chain_outside_the_plan_is_not_there(self, office: Client, xiangyang: Plan, linhai: Plan) -> None:
        assert office.get("/chains/petro/", {"plan": xiangyang.code, "at": "2023Q1"}).status_code == 404
        assert office.get("/chains/nothing/").status_code == 404
        assert office.get("/posts/nothing/appoint/").status_code == 404

    def test_a_chain_with_two_chiefs_names_both(self, office: Client, linhai: Plan) -> None:
        page = office.get("/chains/petro/", {"plan": linhai.code, "at": "2024Q4"})
        assert "链长是市政府分管负责同志、石化集团主要负责同志" in words(page)
        assert "牵头部门是市工信局" in words(page)

    def test_the_duties_of_those_who_answer_for_the_chain_are_listed(self, office: Client, linhai: Plan) -> None:
        page = office.get("/chains/petro/", {"plan": linhai.code, "at": "2024Q4"}).context["page"]
        assert page.bodies == "市工信局、海滨石化集团"
        owned = linhai.duties.filter(owners__code__in=["industry", "petro-group"]).distinct().order_by("order")
        assert [item.subject.code for item in page.duties] == [duty.code for duty in owned]
        assert page.duties

    def test_each_period_of_a_periodic_target_has_its_own_light(self, office: Client) -> None:
        world = World(chains=1)
        target = world.target("reviews", value=1, measure="each", window="quarter", scope_kind="each_chain", unit="次")
        world.observe(target, "2021-05-10", 1, nature="flow", chain=world.chains[0])
        page = office.get("/chains/chain-0/", {"at": "2021Q3"})
        labels = ["2021年一季度：无据", "2021年二季度：达成", "2021年三季度：无据"]
        assert [label for _, label in page.context["page"].targets[0].periods] == labels
        assert all(f'aria-label="{label}"' in page.text for label in labels)

    def test_a_chain_without_posts_or_targets_says_so(self, office: Client) -> None:
        World(chains=1)
        text = words(office.get("/chains/chain-0/"))
        assert "方案没有给本链设职务" in text
        assert "方案没有对本链单列目标" in text

    def test_figures_for_the_chain_stand_with_their_bearing_as_of_the_day(self, office: Client) -> None:
        world = World(chains=1)
        target = world.target("output", unit="亿元", measure="level", window="year", scope_kind="each_chain")
        world.observe(target, "2021", 412, chain=world.chains[0], nature="flow")
        world.observe(target, "2022-01..2022-06", 230, chain=world.chains[0], nature="flow", relation="partial")
        page = office.get("/chains/chain-0/", {"at": "2022-06-30"})
        assert [(each.name, each.relation) for each in page.context["page"].line.reported] == [
            ("output", "局部"),
            ("output", "直接"),
        ]
        assert "230亿元" not in words(office.get("/chains/chain-0/", {"at": "2022-06-29"}))

    def test_the_quarters_record_is_unknown_until_there_is_one(self, office: Client) -> None:
        world = World(chains=1)
        target = world.target("reviews", value=1, measure="each", window="quarter", scope_kind="each_chain", unit="次")
        row = world.observe(target, "2022-05-10", 1, nature="flow", chain=world.chains[0])
        (line,) = office.get("/chains/", {"at": "2022-05-09"}).context["chains"].lines
        assert line.cells[0].point is None
        assert "没有记录" in words(office.get("/chains/", {"at": "2022-05-09"}), 'id="chain-chain-0"')
        page = office.get("/chains/", {"at": "2022-05-10"})
        assert f"/observations/{row.pk}/?at=2022-05-10" in links(page)

    def test_a_chain_row_of_evidence_opens_the_chain(self, office: Client, xiangyang: Plan) -> None:
        chain = Chain.objects.get(code="auto")
        assert office.get(f"/rows/chain/{chain.pk}/?at=2022Q3")["Location"] == "/chains/auto/?at=2022Q3"

    def test_the_export_holds_a_row_for_each_chain_shown(self, office: Client, xiangyang: Plan) -> None:
        sheet = load_workbook(BytesIO(office.get("/chains/export.xlsx?at=2023Q3").content)).worksheets[0]
        heading, *rows = sheet.iter_rows(values_only=True)
        assert [row[0] for row in rows] == [link.chain.name for link in xiangyang.plan_chains.all()]
        column = heading.index("每链一个工作方案")
        assert {row[column] for row in rows} == {"无据"}


def test_targets_of_a_chain_that_take_the_same_step_stand_as_one_with_their_number(
    office: Client, xiangyang: Plan
) -> None:
    paper = {"title": "文件", "date": "2022-03-01", "source": "文号"}
    for code, items in (("auto", ("work_plan", "policy")), ("textile", ("work_plan",))):
        for item in items:
            assert office.post(f"/chains/{code}/checklist/{item}/", paper).status_code == 302
    page = office.get("/chains/", {"at": "2022Q1"}).text
    row = {code: page.split(f'id="chain-{code}"')[1].split("</tr>")[0] for code in ("auto", "textile", "medicine")}
    moves = {code: re.findall(r'class="move"\s+href="([^"]+)"\s+title="([^"]+)"', text) for code, text in row.items()}
    (auto,), (textile,) = moves["auto"], moves["textile"]
    assert auto == ("/chains/auto/?at=2022Q1", "每链一个工作方案、每链一个支持政策")
    assert textile == ("/targets/chain_work_plan/?at=2022Q1", "每链一个工作方案")
    assert moves["medicine"] == []


def test_every_row_of_evidence_opens(account: Callable[..., User], xiangyang: Plan, linhai: Plan) -> None:
    for plan in (xiangyang, linhai):
        office = Client()
        office.force_login(account("office", plan.city))
        office.post("/my/posts/act-as/", {"assignment": Assignment.objects.get(post__city=plan.city).pk})
        standings = [*evaluate_plan(plan, plan.ends), *evaluate_duties(plan, plan.ends)]
        rows = {row for standing in standings for row in getattr(standing, "rows", ())}
        rows |= {row for standing in standings if hasattr(standing, "duty") for row in standing.evidence.rows}
        assert rows
        for row in rows:
            assert office.get(row_url(row), {"plan": plan.code}, follow=True).status_code == 200, row


def test_appointment_pages_name_the_holder_and_the_paper(office: Client, linhai: Plan) -> None:
    row = Appointment.objects.get(post__code="chief-petro-2")
    text = words(office.get(f"/appointments/{row.pk}/"))
    assert "石化集团主要负责同志曾任石化链第二链长，自2024-02-01至2025-06-30。" in text
    assert row.source in text
    assert "随方案载入" in text


def test_a_post_without_chains_is_listed_for_the_city(office: Client, linhai: Plan) -> None:
    general = office.get("/chains/", {"plan": linhai.code}).context["chains"].general
    listed = {line.post.code for rank in general for line in rank.posts}
    leading = Post.objects.filter(city=linhai.city, chains=None, rank__role__in=ROLES_THAT_LEAD)
    assert listed == set(leading.values_list("code", flat=True))


def test_targets_of_a_chain_are_those_asked_of_it(office: Client, linhai: Plan) -> None:
    page = office.get("/chains/petro/", {"plan": linhai.code, "at": "2024Q4"}).context["page"]
    asked = Target.objects.filter(plan=linhai, scope_kind__in=("each_chain", "chain")).exclude(
        scope_kind="chain", chain__code__in=["marine", "bio", "display", "lowalt"]
    )
    assert {each.light.target.code for each in page.targets} == {target.code for target in asked}


def test_a_column_of_published_figures_stands_only_where_some_chain_has_one(office: Client) -> None:
    world = World(chains=2)
    assert "最近公布的数" not in office.get("/chains/").text
    world.observe(world.target("output"), "2022", 5, chain=world.chains[0])
    assert "最近公布的数" in office.get("/chains/").text
