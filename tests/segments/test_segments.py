"""A chain's segments as each post sees them, and the judgement of a segment: who may, what is kept, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lianzhang.accounts.models import User
from lianzhang.kernel.stale import StaleRow, as_seen
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Segment
from lianzhang.segments.actions import judge_segment, judgement_texts
from lianzhang.segments.models import SegmentJudgement
from lianzhang.segments.queries import ChainSegments, SegmentLine, chain_firms, chain_segments, segment_page
from tests.enterprises.world import City

pytestmark = pytest.mark.django_db
AT = date(2023, 6, 30)
FIRST = as_seen(judgement_texts(None))


def found(city: City, user: User | None = None, at: date = AT) -> ChainSegments:
    return chain_segments(user or city.office, city.chains[0], at)


def upstream(city: City, user: User | None = None, at: date = AT) -> SegmentLine:
    return found(city, user, at).lines[0]


@pytest.fixture
def city() -> City:
    """Castings: an anchor and a supplier that report their output; whole cars: nobody yet."""
    city = City()
    for number, role in enumerate(("anchor", "key_supplier")):
        firm = city.firm(region=city.districts[number])
        city.on_chain(firm, role=role, segment=city.segments[0], share=Decimal(50))
        city.statement(firm, output=Decimal(1000))
    return city


class TestStanding:
    def test_without_a_declaration_firms_are_shown_and_nothing_is_judged(self, city: City) -> None:
        first, second = found(city).lines
        assert [first.standing.state, second.standing.state] == ["unknown", "unknown"]
        assert first.firms == 2
        assert first.by_role == [("链主", 1), ("关键配套", 1)]

    def test_once_declared_a_segment_without_firms_is_missing(self, city: City) -> None:
        city.cover("roles")
        assert [line.standing.state for line in found(city).lines] == ["strong", "missing"]

    @pytest.mark.parametrize(
        "more", [{"kind": "anchor"}, {"ends": date(2022, 12, 31)}, {"register": "honours"}, {"region": 0}]
    )
    def test_a_declaration_of_something_else_does_not_count(self, city: City, more: dict[str, object]) -> None:
        if "region" in more:
            more = {"region": city.districts[0]}
        city.cover(**{"register": "roles"} | more)  # type: ignore[arg-type]
        assert not found(city).covered

    def test_output_is_the_share_that_the_chain_counts_of_the_last_year_that_is_over(self, city: City) -> None:
        line = upstream(city)
        assert (found(city).year, line.output) == (2022, Decimal(1000))
        assert upstream(city, at=date(2022, 6, 30)).output is None

    def test_firms_that_are_gone_merged_or_elsewhere_do_not_count(self, city: City) -> None:
        whole = city.firm()
        for more in ({"state": "deregistered"}, {"state": "suspended"}, {"outside": True}, {"merged_into": whole}):
            city.on_chain(city.firm(**more), segment=city.segments[0])
        city.on_chain(city.firm(), segment=city.segments[0], ends=date(2023, 1, 1))
        city.on_chain(city.firm(), segment=city.segments[0], starts=date(2023, 7, 1))
        assert upstream(city).firms == 2

    def test_the_first_firms_stand_with_the_segment_anchors_first(self, city: City) -> None:
        assert [member.word for member in upstream(city).members] == ["链主", "关键配套"]

    def test_a_district_counts_its_own_output_and_judges_by_none(self, city: City) -> None:
        city.cover("roles")
        district = city.user_as("district", region=city.districts[0])
        line = upstream(city, district)
        assert (line.firms, line.output) == (2, Decimal(500))
        assert "产值不能比较" in line.standing.sentence
        assert [member.pk is not None for member in line.members] == [True, False]

    def test_a_firm_counts_itself_alone(self, city: City) -> None:
        firm = city.firm()
        city.on_chain(firm, segment=city.segments[0])
        assert upstream(city, city.user_as("enterprise", organization=city.body(firm))).firms == 1

    def test_who_sees_every_statement_on_a_chain_is_told_that_it_is_the_whole(self, city: City) -> None:
        seeing = {"chain_office", "head_chief", "chief", "member_unit", "chain_team"}
        for role in (*seeing, "district", "expert", "bank"):
            reach = {"chains": [city.chains[0]]} if role == "chain_team" else {}
            user = city.user_as(role, **reach)
            assert found(city, user).whole == (role in seeing), role
            assert (upstream(city, user).output == Decimal(1000)) == (role in seeing), role

    def test_who_sees_no_statement_reads_no_output_of_a_firm_rather_than_nought(self, city: City) -> None:
        def outputs(role: str) -> set[Decimal | None]:
            user = city.user_as(role)
            return {each.output for each in chain_firms(user, found(city, user), 10)}

        assert Decimal(500) in outputs("chain_office")
        assert outputs("bank") == {None}

    def test_two_districts_declare_together(self, city: City) -> None:
        for district in city.districts:
            assert not found(city).covered
            city.cover("roles", region=district)
        assert found(city).covered

    def test_the_number_of_queries_does_not_grow_with_firms(self, city: City) -> None:
        found(city)  # the post is loaded once for each request
        with CaptureQueriesContext(connection) as few:
            found(city)
        for _ in range(5):
            city.on_chain(city.firm(), segment=city.segments[1])
        found(city)  # sums are worked out anew once the register changed
        with CaptureQueriesContext(connection) as many:
            found(city)
        assert len(many) == len(few)


class TestCandidates:
    def test_firms_whose_scope_speaks_for_the_segment_are_suggested_with_the_words(self, city: City) -> None:
        segment = city.segments[0]
        Segment.objects.filter(pk=segment.pk).update(industries="339")
        loose = city.firm(scope="铸件加工", industry="3391")  # on no chain
        placed = city.firm(scope="铸件加工", industry="3391")
        city.on_chain(placed, segment=segment)
        waiting = city.firm(scope="铸件销售")  # on the chain, in no segment
        city.on_chain(waiting)
        other = city.firm(scope="整车制造")
        city.on_chain(other)
        found = segment_page(city.office, Segment.objects.get(pk=segment.pk), AT, None).candidates
        assert [(each.firm, each.on_chain) for each in found] == [(loose, False), (waiting, True)]
        assert "“铸件”" in found[0].suggestion.reason

    def test_a_district_is_shown_its_own_firms_alone(self, city: City) -> None:
        firm = city.firm(scope="铸件加工")
        city.on_chain(firm)
        district = city.user_as("district", region=city.districts[1])
        assert segment_page(city.office, city.segments[0], AT, None).candidates
        assert segment_page(district, city.segments[0], AT, None).candidates == []


class TestJudging:
    def judged(self, city: City, by: User, verdict: str = "weak", seen: str = FIRST) -> SegmentJudgement:
        return judge_segment(segment=city.segments[0], verdict=verdict, reason="产线停了", seen=seen, by=by)

    def test_the_team_of_the_chain_judges_and_the_log_tells(self, city: City) -> None:
        team = city.user_as("chain_team", chains=[city.chains[0]])
        row = self.judged(city, team)
        assert upstream(city).judgement == row
        event = AuditEvent.objects.get(action="segment.judge")
        assert event.facts["state"] == ["", "弱"]
        assert event.facts["reason"] == "产线停了"

    @pytest.mark.parametrize("role", ["chain_team", "office_clerk", "district", "chief", "expert"])
    def test_nobody_else_judges(self, city: City, role: str) -> None:
        reach = {"chains": [city.chains[1]]} if role == "chain_team" else {}
        with pytest.raises(PermissionDenied):
            self.judged(city, city.user_as(role, **reach))

    def test_a_new_judgement_is_in_force_and_the_old_one_stays(self, city: City) -> None:
        first = self.judged(city, city.office)
        self.judged(city, city.office, "strong", as_seen(judgement_texts(first)))
        line = upstream(city)
        assert line.judgement is not None
        assert line.judgement.verdict == "strong"
        assert line.segment.judgements.count() == 2

    def test_a_judgement_over_one_that_was_not_seen_is_refused(self, city: City) -> None:
        self.judged(city, city.office)
        with pytest.raises(StaleRow):
            self.judged(city, city.office, "strong")

    def test_the_same_judgement_again_is_refused(self, city: City) -> None:
        first = self.judged(city, city.office)
        with pytest.raises(ValidationError):
            self.judged(city, city.office, seen=as_seen(judgement_texts(first)))


class TestPages:
    def client(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def test_the_page_tells_state_firms_and_what_is_next(self, city: City) -> None:
        city.cover("roles")
        segment = city.segments[0]
        answer = self.client(city.office).get(f"/segments/{segment.pk}/?at=2023-06-30")
        assert answer.status_code == 200
        text = answer.text
        assert "seg-strong" in text
        assert "2家在营企业" in text
        assert "整车1" in text
        assert "记下判断" in text

    def test_judging_on_the_page(self, city: City) -> None:
        segment, client = city.segments[0], self.client(city.office)
        address = f"/segments/{segment.pk}/judge/"
        refused = client.post(address, {"verdict": "weak", "reason": "", "seen": FIRST})
        assert refused.status_code == 422
        assert "请写理由" in refused.text
        done = client.post(address, {"verdict": "weak", "reason": "停产", "seen": FIRST})
        assert done["Location"] == f"/segments/{segment.pk}/"
        stale = client.post(address, {"verdict": "strong", "reason": "开了新线", "seen": FIRST})
        assert stale.status_code == 409
        assert "开了新线" in stale.text
        assert SegmentJudgement.objects.get().verdict == "weak"

    def test_who_may_not_judge_finds_no_form_and_a_closed_door(self, city: City) -> None:
        segment, client = city.segments[0], self.client(city.user_as("district", region=city.districts[0]))
        assert "记下判断" not in client.get(f"/segments/{segment.pk}/").text
        assert client.post(f"/segments/{segment.pk}/judge/", {"verdict": "weak", "reason": "a"}).status_code == 403

    def test_a_segment_of_another_city_is_not_there(self, city: City) -> None:
        assert self.client(City().office).get(f"/segments/{city.segments[0].pk}/").status_code == 404

    def test_the_table_is_taken_along_as_a_workbook(self, city: City) -> None:
        answer = self.client(city.office).get(f"/chains/{city.chains[0].code}/segments.xlsx?at=2023-06-30")
        rows = list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
        assert "2022年产值（万元）" in rows[0]
        assert [row[1] for row in rows[1:]] == ["铸件1", "整车1"]
