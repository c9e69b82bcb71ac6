from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import LIGHTS
from lianzhang.plans.evaluating import evaluate_plan
from lianzhang.plans.models import Observation, Plan
from lianzhang.registry.models import ChainGroup, Region
from lianzhang.work.models import ReportState
from tests.acting import seated
from tests.plans.world import World

from .conftest import links, words

pytestmark = pytest.mark.django_db


def counted(plan: Plan, at: date) -> Counter[str]:
    return Counter(standing.evaluation.state for standing in evaluate_plan(plan, at))


@pytest.mark.parametrize(("asked", "at"), [("2022Q3", date(2022, 9, 30)), ("2023-03-31", date(2023, 3, 31))])
def test_the_answer_counts_what_the_evaluation_finds(office: Client, xiangyang: Plan, asked: str, at: date) -> None:
    counts = counted(xiangyang, at)
    known = "、".join(
        f"{word}{counts[state]}项" for state, word in LIGHTS.items() if counts[state] and state != "unknown"
    )
    expected = f"截至{at}，{counts.total()}项目标{known}，其余{counts['unknown']}项没有依据，还不能判断。"
    assert expected in words(office.get("/city/", {"at": asked}))


def test_each_count_opens_the_rows_it_counts(office: Client, xiangyang: Plan) -> None:
    page = office.get("/city/", {"at": "2023-03-31"})
    assert "/plan/?at=2023-03-31&kind=target&state=behind" in links(page)
    narrowed = office.get("/plan/", {"at": "2023-03-31", "kind": "target", "state": "behind"})
    assert narrowed.context["page"].shown
    assert len(narrowed.context["page"].shown) == page.context["desk"].counts["behind"]


def test_every_link_keeps_the_day_and_the_plan(office: Client, xiangyang: Plan, linhai: Plan) -> None:
    for address in ("/", "/city/", "/chains/", "/chains/auto/", "/search/"):
        page = office.get(address, {"at": "2022Q3", "plan": xiangyang.code, "q": "链"})
        away = {href for href in links(page) if href.startswith("/") and not href.startswith("/static/")}
        away -= {f"/?plan={plan.code}" for plan in Plan.objects.all()}  # another plan has days of its own
        assert {href for href in away if f"plan={xiangyang.code}" not in href or "at=2022Q3" not in href} == set()


def test_the_first_quarter_has_nothing_to_compare_with(office: Client, xiangyang: Plan) -> None:
    page = office.get("/city/", {"at": "2021Q1"})
    assert "没有上一季度可比" in words(page)
    assert page.context["desk"].changes.moves == ()


def test_moves_name_both_states(office: Client, xiangyang: Plan) -> None:
    page = office.get("/city/", {"at": "2023-03-31"})
    moved = {move.item.subject.code: (move.before, move.item.state) for move in page.context["desk"].changes.moves}
    assert moved["green_supply_chain"] == ("unknown", "behind")
    assert "无据 → 滞后" in words(page)


def test_figures_that_came_in_since_then_are_listed_with_their_bearing(office: Client, xiangyang: Plan) -> None:
    arrivals = office.get("/city/", {"at": "2022Q3"}).context["desk"].changes.arrivals
    confirmed = Observation.objects.filter(state=ReportState.CONFIRMED, value__isnull=False).exclude(
        target=None, duty=None
    )
    between = confirmed.filter(date__gt=date(2022, 6, 30), date__lte=date(2022, 9, 30))
    assert {each.value.args[0] for each in arrivals} == set(between.values_list("pk", flat=True))


def test_what_nobody_owns_is_said_first(office: Client, xiangyang: Plan) -> None:
    first, others = office.get("/city/").context["desk"].gaps
    assert [first[0].name, first[0].code] == ["", "nobody"]
    assert all(gap.targets for gap in first[1:])
    assert not any(gap.targets for gap in others)


def test_each_gap_opens_as_many_rows_as_it_counts(office: Client, xiangyang: Plan) -> None:
    for group in office.get("/city/").context["desk"].gaps:
        for gap in group:
            if gap.code:
                narrowed = office.get("/plan/", {"state": "unknown", "owner": gap.code})
                assert len(narrowed.context["page"].shown) == len(gap.items), gap.name


@pytest.mark.parametrize(
    ("scope_kind", "told"), [("each_group", "1个产业群缺1个"), ("each_region", "1个县（市、区）缺1个")]
)
def test_what_lacks_a_record_is_counted_by_what_it_is_asked_of(office: Client, scope_kind: str, told: str) -> None:
    world = World(chains=1)
    world.plan.groups.add(ChainGroup.objects.create(city=world.city, code="group", name="群"))
    Region.objects.create(city=world.city, code="east", name="东区", kind="district", parent=world.city)
    world.target("reviews", value=1, measure="each", window="quarter", scope_kind=scope_kind, unit="次")
    assert f"reviews（{told}）" in words(office.get("/city/", {"at": "2022-05-31"}))


def test_the_present_quarter_without_a_record_is_named_with_the_chains_it_lacks(office: Client) -> None:
    world = World(chains=2)
    reviews = world.target("reviews", value=1, measure="each", window="quarter", scope_kind="each_chain", unit="次")
    world.target("bulletin", value=1, measure="each", window="year", unit="次")
    world.observe(reviews, "2022-05-10", 1, nature="flow", chain=world.chains[0])
    page = office.get("/city/", {"at": "2022-05-31"})
    assert "本季度没有记录的：reviews（2条产业链缺1条），还有30天。" in words(page)
    assert [each.target.code for each in page.context["desk"].undone] == ["reviews"]
    year_end = office.get("/city/", {"at": "2022-12-31"}).context["desk"].undone
    assert [(each.target.code, each.missing, each.asked) for each in year_end] == [
        ("reviews", 2, 2),
        ("bulletin", 1, 0),
    ]


def test_a_plan_without_chains_has_a_desk(office: Client) -> None:
    World(chains=0).target()
    page = office.get("/city/", {"at": "2022Q3"})
    assert "方案没有列产业链" in words(page)


def test_without_a_plan_the_desk_says_how_to_load_one(db: None) -> None:
    office = Client()
    office.force_login(seated("office", "chain_office", Region.objects.create(code="1", name="市", kind="city")))
    for address in ("/", "/city/", "/chains/"):
        assert "lianzhang plan load" in words(office.get(address))


def test_another_citys_plan_needs_no_other_desk(office: Client, linhai: Plan) -> None:
    page = office.get("/city/", {"plan": linhai.code, "at": "2024-12-31"})
    lines = {line.chain.code: line for line in page.context["desk"].chains.lines}
    assert {len(line.marks) for line in lines.values()} == {7}
    heads = {code: [rank.names for rank in line.heads] for code, line in lines.items()}
    assert heads["petro"] == ["市政府分管负责同志、石化集团主要负责同志"]
    assert heads["display"] == ["市委分管负责同志"]
    assert heads["lowalt"] == []
    listed = office.get("/chains/", {"plan": linhai.code, "at": "2024-12-31"})
    assert "方案没有设" in words(listed, 'id="chain-lowalt"')


def test_the_number_of_queries_does_not_grow_with_rows(office: Client) -> None:
    world = World(chains=2)
    each = world.target("reviews", value=1, measure="each", window="quarter", scope_kind="each_chain", unit="次")
    world.observe(world.target("re-1"), "2022-05-10", 1)  # something is asked of the whole
    addresses = ("/", "/city/", "/chains/", "/chains/chain-0/", "/search/?q=re")
    few = {address: queries_of(office, address) for address in addresses}
    for number in range(2, 8):
        chain = world.add_chain(number)
        world.observe(each, "2022-05-10", 1, nature="flow", chain=chain)
        world.observe(world.target(f"re-{number}"), "2022-05-10", number)
    assert {address: queries_of(office, address) for address in addresses} == few


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # what is loaded once for good is not counted
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


class TestWaiting:
    """What waits for the one who looks."""

    @pytest.fixture
    def world(self) -> World:
        return World()

    def submitted(self, world: World, by: User, state: str = "submitted") -> Observation:
        return world.observe(world.target(), "2022-05-10", 5, state=state, entered_by=by, return_reason="来源打不开")

    @staticmethod
    def waiting(client: Client) -> int:
        """How many figures, beside the quarter's that nobody has entered yet."""
        return sum(row.link.page == "observation" for row in client.get("/").context["desk"].waiting.rows)

    def test_a_submitted_figure_waits_for_those_who_confirm(
        self, world: World, account: Callable[[str], User], office: Client
    ) -> None:
        row = self.submitted(world, account("clerk"))
        page = office.get("/")
        assert page.context["desk"].waiting.rows[0].link.args == (row.pk,)
        assert f"/observations/{row.pk}/" in links(page)

    def test_ones_own_figure_does_not_wait_for_oneself(
        self, world: World, account: Callable[[str], User], office: Client
    ) -> None:
        self.submitted(world, account("office"))
        assert self.waiting(office) == 0

    def test_a_returned_figure_waits_for_its_author_with_the_reason(
        self, world: World, account: Callable[[str], User], signed_in: Callable[[str], Client]
    ) -> None:
        self.submitted(world, account("clerk"), "returned")
        assert "已退回：来源打不开" in words(signed_in("clerk").get("/"))

    def test_what_is_open_at_a_post_waits_for_whoever_holds_it_now(
        self, world: World, account: Callable[[str], User], signed_in: Callable[[str], Client]
    ) -> None:
        row = self.submitted(world, account("office"), "returned")
        Observation.objects.filter(pk=row.pk).update(post=account("clerk").assignments.get().post)
        assert self.waiting(signed_in("clerk")) == 1
        assert self.waiting(signed_in("office")) == 0

    def test_those_who_only_read_have_nothing_waiting(
        self, world: World, account: Callable[[str], User], signed_in: Callable[[str], Client]
    ) -> None:
        self.submitted(world, account("clerk"))
        assert "今天要办" not in words(signed_in("bank").get("/"))
