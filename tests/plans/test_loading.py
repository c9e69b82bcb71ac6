"""Loading a plan folder: only what differs is written, nothing entered is lost, a refusal writes nothing."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from lianzhang.accounts.models import User
from lianzhang.plans.evaluating import evaluate_duties, evaluate_plan
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import (
    Observation,
    Plan,
    PlanChain,
    Target,
)
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Chain, Organization, Post, Region

from .folders import BEFORE, LINHAI, append, edit
from .loads import changes, dump, refusal

pytestmark = pytest.mark.django_db


def test_a_folder_becomes_rows(loaded: Plan) -> None:
    assert loaded.succeeds is not None
    assert loaded.succeeds.code == BEFORE.name
    assert loaded.city == Region.objects.get(code="999900")
    assert loaded.about_tolerance == Decimal("0.05")
    links = loaded.plan_chains.select_related("chain").order_by("order")
    assert [link.chain.code for link in links] == ["petro", "marine", "bio", "display", "lowalt"]
    assert Region.objects.get(code="linhai-port").parent == Region.objects.get(code="999902")
    assert loaded.groups.count() == 6
    assert loaded.checklistitems.count() == 7


def test_posts_carry_several_chains_and_chains_several_posts(loaded: Plan) -> None:
    shared = Post.objects.get(code="chief-bio-display")
    assert {chain.code for chain in shared.chains.all()} == {"bio", "display"}
    chiefs = Post.objects.filter(chains__code="petro", rank__code="chief")
    assert {post.code for post in chiefs} == {"chief-petro-1", "chief-petro-2"}
    role = Post.objects.get(code="innovation-bio")
    assert role.rank.extra
    assert role.organization == Organization.objects.get(code="university")


def test_a_target_takes_time_and_metric_from_the_plan_and_its_measure(loaded: Plan) -> None:
    share = loaded.targets.get(code="rd_share")
    assert (share.starts, share.due) == (loaded.starts, loaded.ends)
    assert (share.metric, share.params) == ("plans.ratio", {"quantity": "rd_spend", "of": "revenue"})
    firms = loaded.targets.get(code="firms")
    assert (firms.metric, firms.params) == ("plans.observed", {"quantity": "firms"})
    assert [owner.code for owner in firms.owners.all()] == ["industry"]


def test_a_revision_and_a_new_definition_leave_the_old_readable(loaded: Plan) -> None:
    goals = loaded.targets.get(code="firms").goals.order_by("effective_from")
    assert [(goal.effective_from, goal.value, goal.reason) for goal in goals] == [
        (date(2024, 1, 1), 150, ""),
        (date(2025, 3, 1), 180, "市政府常务会议虚构纪要第5号"),
    ]
    definitions = loaded.targets.get(code="firms").definitions.order_by("effective_from")
    assert [definition.effective_from for definition in definitions] == [date(2024, 1, 1), date(2025, 1, 1)]


def test_goals_stand_per_chain_and_year_with_the_comparator_of_the_target_unless_their_own(loaded: Plan) -> None:
    cells = loaded.targets.get(code="chain_output").goals.filter(chain__code="petro").order_by("period_start")
    assert [(cell.period_end, cell.comparator, cell.value) for cell in cells] == [
        (date(2024, 12, 31), ">=", 800),
        (date(2025, 12, 31), ">=", 900),
        (date(2026, 12, 31), ">", 1000),
    ]


def test_published_figures_load_as_confirmed_by_an_account_that_cannot_sign_in(loaded: Plan) -> None:
    states = set(loaded.observations.values_list("state", "entered_by__username", "submitted_by", "decided_by"))
    ((state, username, submitted, decided),) = states
    account = User.objects.get(username=username)
    assert (state, username, account.label) == ("confirmed", "published", "公开资料")
    assert submitted == decided == account.pk
    assert not account.is_active
    assert not account.has_usable_password()


def test_a_figure_without_value_stays_blank_and_its_date_defaults_to_the_end_of_its_period(loaded: Plan) -> None:
    blank = loaded.observations.get(code="jobs-blank")
    assert blank.value is None
    assert blank.date == date(2024, 12, 31)


def test_the_second_plan_evaluates_without_a_change_of_code(loaded: Plan) -> None:
    """States worked out by hand from tests/plans/folders/linhai-2024-2026."""
    states = {each.target.code: str(each.evaluation.state) for each in evaluate_plan(loaded, date(2025, 3, 31))}
    assert len(states) == 15
    expected = {
        "firms": "on_course",  # 160 of 180 against an even pace from 120
        "investment": "behind",  # 65亿 of 200亿 after 14 of 36 months
        "output_growth": "on_course",  # 1000 -> 1100 is 10 %, asked 8 %
        "growth_lead": "on_course",  # 7.5 - 6.0 = 1.5 points, asked 1
        "receivable_share": "on_course",  # 20 -> 16, half of the way to 12
        "jobs": "unknown",  # a blank counts for nothing
        "maps": "met",  # five chains, five maps
        "chain_output": "behind",  # 海洋装备: 280亿 of 300亿 in 2024
    }
    assert {code: states[code] for code in expected} == expected
    parts = next(
        each.evaluation.parts for each in evaluate_plan(loaded, date(2025, 3, 31)) if each.target.code == "chain_output"
    )
    assert len(parts) == 4
    assert {each.duty.code for each in evaluate_duties(loaded, date(2025, 3, 31))} == {"dispatch", "map", "publicity"}


def test_the_same_folder_again_writes_nothing(loaded: Plan, folder: Path) -> None:
    before, events = dump(), AuditEvent.objects.count()
    with CaptureQueriesContext(connection) as queries:
        report = load_folder(folder, by="试验")
    assert report.unchanged
    assert [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert (dump(), AuditEvent.objects.count()) == (before, events)


@pytest.mark.parametrize(
    ("rows", "drifted", "told"),
    [
        (Chain.objects.filter(code="petro"), {"name": "改了的链"}, ("chains", "petro", "名称", "绿色石化产业链")),
        (
            PlanChain.objects.filter(plan__code=LINHAI.name, chain__code="petro"),
            {"name": "改"},
            ("chains", "petro", "名称", "绿色石化产业链"),
        ),
        (Region.objects.filter(code="999902"), {"name": "西港区"}, ("regions", "999902", "名称", "东港区")),
        (
            Target.objects.filter(plan__code=LINHAI.name, code="firms"),
            {"unit": "个"},
            ("targets", "firms", "单位", "家"),
        ),
    ],
)
def test_what_was_changed_behind_the_house_is_shown_and_mended(
    loaded: Plan, folder: Path, rows: QuerySet[Any], drifted: dict[str, str], told: tuple[str, ...]
) -> None:
    before = dump()
    assert rows.all().update(**drifted) == 1
    table, row, field, right = told
    assert changes(folder) == {(table, "changed", row, field, *drifted.values(), right)}
    report = load_folder(folder, by="试验")
    assert (report.unchanged, report.counts) == (False, {table: {"changed": 1}})
    assert dump() == before
    assert changes(folder) == set()


def test_loading_the_same_rows_again_changes_none_of_them(loaded: Plan, folder: Path) -> None:
    before = dump()
    Plan.objects.update(content_hash="")
    report = load_folder(folder, by="试验")
    assert (report.unchanged, report.counts, report.changes) == (False, {}, ())
    assert dump() == before


def test_one_audit_event_tells_what_a_load_changed(loaded: Plan, folder: Path) -> None:
    edit(folder, "goals.csv", "range,500,600", "range,550,600")
    load_folder(folder, by="链长制办公室")
    event = AuditEvent.objects.first()
    assert event is not None
    assert (event.action, event.by, event.subject) == ("plans.load", "链长制办公室", f"plans.Plan:{loaded.pk}")
    assert event.facts["counts"] == {"goals": {"changed": 1}}
    (change,) = event.facts["changes"]
    assert (change["field"], change["old"], change["new"]) == ("目标值", "500", "550")
    assert event.facts["content_hash"] == Plan.objects.get(pk=loaded.pk).content_hash


def test_a_diff_names_every_kind_of_change_and_writes_nothing(loaded: Plan, folder: Path) -> None:
    edit(folder, "posts.csv", "chief,bio;display,", "chief,bio,industry")
    edit(folder, "targets.csv", "%,near,15,,,level", "%,near,18,,,level")
    edit(folder, "duties.csv", "publicity,2,宣传产业链政策,,,,,常态化,\n", "")
    edit(folder, "zones.csv", "bio,,bio-valley,\n", "bio,999903,,\n")
    before = dump()
    assert changes(folder) == {
        ("posts", "changed", "chief-bio-display", "产业链", "bio；display", "bio"),
        ("posts", "changed", "chief-bio-display", "单位", "（空）", "industry"),
        ("goals", "changed", "stock_share 2024-01-01", "目标值", "15", "18"),
        ("duties", "removed", "publicity", "", "", ""),
        ("zones", "added", "bio 999903", "", "", ""),
        ("zones", "removed", "bio bio-valley", "", "", ""),
    }
    assert dump() == before


def test_a_diff_before_the_first_load_shows_everything_as_added(folder: Path) -> None:
    found = changes(folder)
    assert {action for _, action, *_ in found} == {"added", "changed"}
    assert ("chains", "changed", "petro", "牵头部门", "（空）", "industry") in found, "shared with the plan before"


def test_a_load_does_what_its_diff_said(loaded: Plan, folder: Path) -> None:
    edit(folder, "clauses.csv", "1.2,（二）,质量,1", "1.2,（二）,质量,2\n1.3,（三）,新增,1.2")
    edit(folder, "targets.csv", "champions,1.1,", "champions,1.3,")
    edit(
        folder, "observations.csv", "jobs-blank,jobs,direct,jobs,,2024,,,,", "jobs-blank,jobs,direct,jobs,,2024,,0.4,,"
    )
    told = changes(folder)
    report = load_folder(folder, by="试验")
    assert {(c.table, c.action, c.row, c.field, c.old, c.new) for c in report.changes} == told
    assert changes(folder) == set()
    clause = Target.objects.get(plan=loaded, code="champions").clause
    assert clause.parent is not None
    assert (clause.number, clause.parent.code) == ("（三）", "1.2")
    figure = Observation.objects.get(plan=loaded, code="jobs-blank")
    assert (figure.value, figure.version) == (Decimal("0.4"), 1)


def test_a_new_place_in_the_order_is_one_line_of_a_diff(loaded: Plan, folder: Path) -> None:
    edit(folder, "clauses.csv", "1,一,目标,\n", "")
    append(folder, "clauses.csv", "1,一,目标,")
    assert changes(folder) == {("clauses", "changed", "4行", "次序", "", "")}
    load_folder(folder, by="试验")
    assert [clause.code for clause in loaded.clauses.all()] == ["1.1", "1.2", "2", "1"]


def test_a_plan_whose_predecessor_is_not_loaded_is_refused() -> None:
    assert "请先载入" in refusal(LINHAI)
    assert not Plan.objects.exists()


def test_a_folder_with_faults_writes_nothing(loaded: Plan, folder: Path) -> None:
    edit(folder, "targets.csv", "range,1,2", "range,2,1")
    edit(folder, "chains.csv", "绿色石化产业链", "绿色石化链")
    assert "小于" in refusal(folder)


def test_a_failure_halfway_writes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump()

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("lianzhang.plans.loading.writing.log_event", broken)
    with pytest.raises(RuntimeError):
        load_folder(folder, by="试验")
    assert dump() == before


def test_a_folder_that_is_none_raises(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        load_folder(tmp_path / "none", by="试验")


def test_the_progress_runs_to_its_end(folder: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    load_folder(folder, by="试验", progress=lambda *step: steps.append(step))
    assert steps[-1][1] == steps[-1][2]
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)


@pytest.mark.parametrize("preferred", [",", "yes,核过"])
def test_the_number_of_queries_does_not_grow_with_the_figures(loaded: Plan, folder: Path, preferred: str) -> None:
    def queries_of(rows: int, start: int) -> int:
        for number in range(start, start + rows):
            append(
                folder,
                "observations.csv",
                f"more-{number},firms,context,firms-{number},,2025-01,,{number},,家,stock,daily,,{preferred}",
            )
        with CaptureQueriesContext(connection) as queries:
            load_folder(folder, by="试验")
        return len(queries)

    assert queries_of(2, 0) == queries_of(20, 100)
