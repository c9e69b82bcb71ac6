"""An id of somebody else's row answers like one that does not exist, wherever it is put; forged fields are ignored."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.plans.models import Observation, Source
from lianzhang.plans.observations.sheet_actions import read_sheet, store_sheet
from lianzhang.records.attachments.actions import add_attachment
from lianzhang.registry.models import Appointment, Chain, Region
from tests.acting import post_of, seated
from tests.contracts.test_matrix import address, reached, rows
from tests.plans.world import World

pytestmark = pytest.mark.django_db

__all__ = ["rows"]  # the fixture


@pytest.fixture
def here() -> World:
    return World()


@pytest.fixture
def there() -> World:
    """Another city, of which nobody here sees anything."""
    return World()


@pytest.fixture
def team(here: World) -> Client:
    """A chain team: it sees what is settled and its own chain."""
    client = Client()
    client.force_login(seated("team", "chain_team", here.city, chains=[here.chains[0]]))
    return client


def of_another(here: World) -> Observation:
    """A draft of another chain: out of the team's sight."""
    return here.observe(here.target("other"), "2022", 5, state="draft", chain=here.chains[1])


def same(client: Client, ask: Callable[[int], str], foreign: int, **post: Any) -> None:
    answers = [client.post(ask(pk), post) if post else client.get(ask(pk)) for pk in (foreign, 10**9)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({answer.text.replace(answer["X-Request-Reference"], "") for answer in answers}) == 1


@pytest.mark.parametrize("name", ["observation", "observation_edit", "observation_correct"])
def test_in_a_path(here: World, team: Client, name: str) -> None:
    same(team, lambda pk: reverse(name, args=[pk]), of_another(here).pk)


@pytest.mark.parametrize("step", ["submit", "confirm", "discard", "return", "prefer"])
def test_in_a_step(here: World, team: Client, step: str) -> None:
    row = of_another(here)
    same(team, lambda pk: reverse(f"observation_{step}", args=[pk]), row.pk, version=0, reason="x")
    row.refresh_from_db()
    assert row.state == "draft"


def test_of_another_city_in_every_path(here: World, there: World, team: Client) -> None:
    row = there.observe(there.target("there"), "2022", 5)
    same(team, lambda pk: f"/observations/{pk}/", row.pk)
    same(team, lambda pk: f"/sources/{pk}/", there.source.pk)
    same(team, lambda pk: f"/rows/chain/{pk}/", there.chains[0].pk)
    for at in ("/targets/there/", "/targets/nothing/"):
        assert team.get(at).status_code == 404


def enter(client: Client, **more: Any) -> Any:
    given = {
        "relation": "direct",
        "value": "30",
        "unit": "家",
        "period": "2022Q4",
        "nature": "stock",
        "scope": "chain:chain-0",
        "source_title": "公报",
    } | more
    return client.post(f"/observations/new/?target={more.pop('about', 'own')}", given)


@pytest.fixture
def own(here: World) -> Any:
    return here.target("own", scope_kind="chain", chain=here.chains[0])


def test_in_a_form_field(here: World, there: World, team: Client, own: Any) -> None:
    elsewhere = Source.objects.create(plan=there.plan, code="there", title="别市公报")
    for source in (elsewhere.pk, 10**9):
        answer = enter(team, source=source, source_title="")
        assert answer.status_code == 422
        assert "没有这一项；请从列表里重选" in answer.text
    for scope in ("chain:nowhere", "region:nowhere"):
        assert enter(team, scope=scope).status_code == 422
    assert not Observation.objects.exists()


def test_as_the_target_of_a_form(here: World, there: World, team: Client) -> None:
    there.target("there")
    for code in ("there", "nothing"):
        assert enter(team, about=code).status_code == 404


def test_for_a_chain_that_one_does_not_answer_for(here: World, team: Client, own: Any) -> None:
    here.target("each", scope_kind="each_chain")
    refused = enter(team, about="each", scope="chain:chain-1")
    assert refused.status_code == 422
    assert "不归您现在的岗位填报" in refused.text
    assert not Observation.objects.exists()
    assert enter(team, about="each", scope="chain:chain-0").status_code == 302


def test_in_a_filter_list_and_export(here: World, team: Client) -> None:
    row = of_another(here)
    for asked in ("", "?state=draft", f"?by={row.entered_by_id}", "?q=other", "?chain=chain-1"):
        page = team.get(f"/observations/{asked}")
        assert page.context["page"].paginator.count == 0, asked
        assert str(here.user) not in page.text, asked
    assert team.get("/observations/").context["work"].total == 0
    assert [line[2] for line in lines_of(team.get("/observations/export.xlsx"))] == []


def lines_of(answer: Any) -> list[tuple[Any, ...]]:
    """The rows of a workbook below its heading."""
    return list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True))


def test_in_an_export_beside_ones_own(here: World, team: Client, own: Any) -> None:
    of_another(here)
    here.observe(own, "2022", 7, state="draft", chain=here.chains[0])
    assert len(lines_of(team.get("/observations/export.xlsx"))) == 1


def test_in_a_fragment_and_a_choice(here: World, there: World, team: Client) -> None:
    there.target("there")
    for code in ("there", "nothing"):
        assert team.get("/observations/reading/", {"target": code}).status_code == 404
    for headers in ({}, {"HX-Request": "true"}):
        assert "target=there" not in team.get("/observations/new/", {"q": "there"}, headers=headers).text


def test_in_an_upload_of_somebody_else(here: World, team: Client) -> None:
    clerk = seated("clerk", "office_clerk", here.city)
    empty = read_sheet(here.plan, "a.csv", b"")
    sheet = store_sheet(plan=here.plan, name="a.csv", content=b"", reading=empty, by=clerk)
    for where in ("", "faults.xlsx"):
        same(team, lambda pk, where=where: f"/observations/import/{pk}/{where}", sheet.pk)  # type: ignore[misc]
    same(team, lambda pk: f"/observations/import/{pk}/apply/", sheet.pk, **{"as": "draft"})


def test_in_a_paper(here: World, team: Client, settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    row = of_another(here)
    paper = add_attachment(row=row, name="a.txt", content=b"a", by=here.user)
    same(team, lambda pk: f"/attachments/{pk}/", paper.pk)
    same(team, lambda pk: f"/attachments/{pk}/remove/", paper.pk, reason="x")
    same(team, lambda pk: f"/attachments/to/plans.Observation/{pk}/", row.pk, next="/")


def test_in_search(here: World, there: World, team: Client) -> None:
    there.target("there")
    assert "/targets/there/" not in team.get("/search/?q=there").text


def test_totals_count_only_rows_in_sight(here: World, team: Client, own: Any) -> None:
    of_another(here)
    mine = here.observe(own, "2022", 5, state="draft", chain=here.chains[0])
    page = team.get("/observations/")
    assert [row.pk for row in page.context["rows"]] == [mine.pk]
    assert page.context["work"].counts["draft"] == 1


def test_forged_fields_are_ignored(here: World, there: World, team: Client, own: Any) -> None:
    forged = {
        "state": "confirmed",
        "entered_by": here.user.pk,
        "plan": there.plan.pk,
        "target": there.target("there").pk,
        "preferred": "on",
        "decided_by": here.user.pk,
        "pk": 77,
        "version": 5,
    }
    assert enter(team, **forged).status_code == 302
    row = Observation.objects.get()
    assert (row.state, row.entered_by.username, row.plan, row.target) == ("draft", "team", here.plan, own)
    assert (row.preferred, row.decided_by, row.version) == (False, None, 0)


def test_forged_fields_of_an_account_are_ignored(here: World) -> None:
    guard, clerk = Client(), seated("clerk", "office_clerk", here.city)
    guard.force_login(seated("guard", "security_admin"))
    clerk.set_unusable_password()
    clerk.save()
    before = User.objects.filter(pk=clerk.pk).values("is_active", "password", "username", "must_change_password").get()
    forged = {"is_active": "", "password": "x", "username": "root", "must_change_password": "on", "pk": 1, "id": 1}
    answer = guard.post(f"/people/{clerk.pk}/change/", {"label": "新称谓", "email": "", "version": 0} | forged)
    assert answer.status_code == 302
    clerk.refresh_from_db()
    assert clerk.label == "新称谓"
    assert User.objects.filter(pk=clerk.pk).values(*before).get() == before


def test_forged_fields_of_a_record_are_ignored(here: World, there: World) -> None:
    office = Client()
    office.force_login(seated("office", "chain_office", here.city))
    post = post_of("chief", here.city, chains=[here.chains[0]])
    forged = {"post": 10**9, "post_id": post_of("chief", there.city).pk, "city": there.city.pk, "ended_by": "x"}
    given = {"holder": "市政府负责同志", "starts": "2022-01-01", "source": "文件"} | forged
    assert office.post(f"/posts/{post.code}/appoint/", given).status_code == 302
    assert [row.post for row in Appointment.objects.filter(holder="市政府负责同志")] == [post]


def counts() -> dict[str, int]:
    """Rows by table; what a read may write is left out: the log, the session, failed sign-ins, how often one asked,
    and what is kept of what was worked out."""
    kept = {"records", "sessions", "axes", "accounts", "otp_totp", "otp_static", "access.Tally", "plans.KeptEvaluation"}
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if not {model._meta.app_label, model._meta.label} & kept
    }


@pytest.mark.usefixtures("quick_passwords")
def test_reading_writes_no_business_row(rows: dict[str, Any]) -> None:
    before = counts()
    for username in ("office", "security_admin", "audit_admin", "system_admin"):
        client = Client()
        client.force_login(User.objects.get(username=username))
        for name in reached(username, "GET"):
            client.get(address(name, rows))
    assert counts() == before
    assert Chain.objects.exists()
    assert Region.objects.exists()
