"""One door to every row: no page reads a model behind its back, and nothing stands open that nobody declared."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from lianzhang.access.roles import ADMINISTRATORS, check_roles, read_roles, roles
from lianzhang.access.row_policy import row_policies
from lianzhang.kernel.rooms import permission_words, room_modules, room_packages
from lianzhang.plans.models import FirstPlan

SOURCES = Path(__file__).parents[2] / "src" / "lianzhang"
# What pages are made of. Actions and loading work for the house: they check the actor, then act on all rows.
PAGE_PARTS = (
    "views",
    "queries",
    "forms",
    "filters",
    "exports",
    "metrics",
    "figures",
    "evaluating",
    "loaded",
    "viewpoint",
)
BACK_WAYS = {"objects", "_default_manager", "_base_manager", "get_object_or_404", "get_list_or_404"}
# file: names it may reach behind the door, and why.
ALLOWED = {
    "accounts/views.py": {
        "User": "the demonstration's accounts, offered before anybody has signed in",
        "get_object_or_404": "a session of one's own, found by the account that asks",
    },
    "access/forms.py": {"User": "an empty queryset, filled through the door"},
    "access/queries.py": {
        "HandOver": "one's own hand-overs, found by the account that asks",
        "Assignment": "prefetched for accounts and posts that came through the door",
    },
    "notices/queries.py": {"HandOver": "one's own hand-overs, found by the account that asks"},
    "operations/views/audit.py": {"AuditEvent": "the audit administrator reads the whole log and nothing else"},
    "cockpit/forms.py": {"Organization": "an empty queryset, filled through the door"},
    "honours/forms.py": {
        "HonourKind": "an empty queryset, filled through the door",
        "Park": "an empty queryset, filled through the door",
    },
    "plans/observations/filters.py": {"User": "the names of those who entered figures in sight"},
    "plans/observations/forms.py": {"Source": "an empty queryset, filled with the plan's sources"},
    "plans/observations/queries.py": {
        "Observation": "rivals of a figure in sight; the page narrows them to those in sight",
    },
    "plans/queries/duties.py": {"MEMBERS[kind]": "the names of those that a duty in sight is asked of"},
    "market/pools/queries.py": {
        "PoolMember": "how far a pool is, and counted; who its members are comes through the door",
        "Match": "whether a pool's need was signed; narrows members that came through the door",
    },
    "policies/stakes/queries.py": {"StakeEntry": "sums beside awards that came through the door"},
    "plans/queries/targets.py": {
        "Goal": "prefetched for targets that came through the door",
        "MODELS[kind]": "the names of those that a target in sight is asked of",
    },
    "supply/queries/local_rate.py": {"Purchase": "counted, to tell whether all of them are in sight"},
    "supply/queries/capabilities.py": {"Membership": "who stands on a chain narrows rows that came through the door"},
    "supply/queries/purchases.py": {"Membership": "who stands on a chain narrows lines that came through the door"},
    "supply/queries/stress.py": {"Chain": "the names of chains, which everybody reads"},
    "supply/queries/stress_rows.py": {"Chain": "the names of chains, which everybody reads"},
    "supply/queries/together.py": {"Purchase": "an empty queryset"},
    "statements/queries.py": {"Statement": "the few that wait, each taken through the door"},
    "plans/evaluating.py": {
        "Region": "which of them a target is asked of, judged by all records",
        "Park": "which of them a target is asked of, judged by all records",
    },
    "plans/loaded.py": {
        "Goal": "prefetched for targets that came through the door",
        "TargetItem": "prefetched for targets that came through the door",
    },
}
# Models that no post reaches through the doors, and why.
INTERNAL = {
    "records.AuditEvent": "read on the audit page alone, under a permission of its own",
    "records.Attachment": "found by the row it belongs to, which comes through the door (access/attachments.py)",
    "plans.FrozenEvaluation": "what papers quote; read by its name, told to each as evaluations are (plans/kept.py)",
    "plans.PlanContent": "what a plan said when it was loaded; only who may change plans is handed it (plans/changing)",
    "plans.KeptEvaluation": "where plans stand, worked out of rows; pages are told it by the viewpoint alone",
    "policies.EligibleLot": "firms by the thousand; pages name those of them that the reader is told of (scope.py)",
    "work.Mark": "that records changed, and nothing of them",
    "access.Tally": "how often an account exported or searched in the last minute; only the limit asks it",
    "accounts.Identity": "asked when somebody signs in; the account's page knows only whether there is one",
    "accounts.PastPassword": "hashes; only the check of a new password reads them",
    "accounts.SignedIn": "one's own sessions, found by the account that asks",
    "enterprises.Revision": "a mark of the register's state; only totals ask whether it changed",
    "jobs.Scheduled": "the clock of the workers; the page of jobs shows what is due next",
    "work.Clock": "found by the row it belongs to, which comes through the door (work/clocks.py)",
    "work.Link": "found by the rows it joins, which come through the door (work/links.py)",
    "records.AuditAnchor": "written by the command that takes old events out; no page shows it",
}


def page_parts() -> list[Path]:
    parts = [path for path in SOURCES.rglob("*.py") if {path.stem, path.parent.name} & set(PAGE_PARTS)]
    return sorted({*parts, *SOURCES.rglob("*_views.py")} - set((SOURCES / "kernel").rglob("*.py")))


def back_ways(path: Path) -> Iterator[tuple[str, int]]:
    """Each place that reaches for rows without the door: the name before `.objects`, and its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in BACK_WAYS:
            yield ast.unparse(node.value).rpartition(".")[2], node.lineno
        if isinstance(node, ast.Name) and node.id in BACK_WAYS:
            yield node.id, node.lineno


def test_the_walk_finds_the_parts_of_pages() -> None:
    found = {str(path.relative_to(SOURCES)) for path in page_parts()}
    assert {"plans/views/target.py", "plans/observations/import_views.py", "cockpit/queries/desk.py"} <= found
    assert set(ALLOWED) <= found


@pytest.mark.parametrize("path", page_parts(), ids=lambda path: str(path.relative_to(SOURCES)))
def test_pages_reach_rows_through_the_door_alone(path: Path) -> None:
    allowed = ALLOWED.get(str(path.relative_to(SOURCES)), {})
    assert [(name, line) for name, line in back_ways(path) if name not in allowed] == []


def test_no_permission_to_reach_behind_the_door_is_left_over() -> None:
    used = {(str(path.relative_to(SOURCES)), name) for path in page_parts() for name, _ in back_ways(path)}
    assert {(file, name) for file, names in ALLOWED.items() for name in names} == used


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("lianzhang.")]


def test_every_model_says_who_reaches_it() -> None:
    labels = {model._meta.label for model in own_models()}
    declared = {model._meta.label for model in row_policies()}
    assert labels - declared == set(INTERNAL)


def test_administrators_see_no_row_of_business() -> None:
    administrative = {"accounts", "access", "jobs", "registry"}
    for model, rule in row_policies().items():
        # A city begins before it has an office: the plan that begins it is the administrators' until it takes effect.
        if model._meta.app_label not in administrative and model is not FirstPlan:
            assert not set(ADMINISTRATORS) & {*rule.sees, *rule.acts}, model


def test_who_acts_on_rows_sees_some_of_them() -> None:
    for model, rule in row_policies().items():
        assert set(rule.acts) <= set(rule.sees), model


def test_every_permission_belongs_to_a_role_and_has_a_word() -> None:
    given = set().union(*(role.permissions for role in roles().values()))
    assert given == permission_words().keys()


def own_permissions() -> dict[str, type[StrEnum]]:
    """Each room's permissions, by the name of its package."""
    modules = room_modules("permissions")
    return {name.rpartition(".")[0]: importlib.import_module(name).Permission for name in modules}


def test_a_rooms_manifest_names_the_permissions_that_it_defines() -> None:
    defined = own_permissions()
    for package, room in room_packages().items():
        assert set(room.permissions) == set(defined.get(package, ())), package


def test_a_role_with_a_permission_that_no_room_declares_stops_the_start() -> None:
    table = {"visitor": {"title": "访客", "permissions": ["plan.read", "plan.burn"]}}
    with pytest.raises(ImproperlyConfigured, match=r"visitor.*plan\.burn"):
        check_roles(read_roles(table))


def test_a_role_with_a_property_that_roles_do_not_have_stops_the_start() -> None:
    for wrong in ({"acts_for": "province"}, {"powers": "all"}):
        with pytest.raises(ImproperlyConfigured, match="visitor"):
            read_roles({"visitor": {"title": "访客", "permissions": [], **wrong}})


def test_administrators_share_no_permission_with_each_other_or_with_business() -> None:
    seen: set[str] = set()
    for code in ADMINISTRATORS:
        assert not seen & roles()[code].permissions
        seen |= roles()[code].permissions
    business = set().union(*(role.permissions for role in roles().values() if not role.administers))
    assert not seen & business


def test_every_permission_is_asked_for_somewhere() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in SOURCES.rglob("*.py")
        if path.name not in ("permissions.py", "room.py")
    )
    named = {each.name for permissions in own_permissions().values() for each in permissions}
    assert {name for name in named if f"Permission.{name}" not in text} == set()
