"""A kind of need is rows of a plan and nothing else: one added by rows alone has form, stages, list and measures."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lianzhang.accounts.models import User
from lianzhang.kernel.periods import Period
from lianzhang.market.measures import tell
from lianzhang.market.models import Match, Need, NeedState
from lianzhang.plans.models import NeedField, NeedStage
from lianzhang.registry.models import Post
from tests.market.world import MarketCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city() -> MarketCity:
    """With a kind that no code knows: apprentices, whom colleges send; here experts stand for them."""
    made = MarketCity()
    kind = made.kind("apprentice", "学徒", "expert", proof="word", shown="all", unit="人")
    for order, (name, part) in enumerate((("面试", "talking"), ("签协议", "agreed"), ("进厂", "delivered"))):
        NeedStage.objects.create(
            plan=made.plan, kind=kind, code=f"apprentice_{order}", name=name, part=part, days=20, order=order
        )
    for order, (name, type_, more) in enumerate(
        (
            ("工种", "text", {"required": True}),
            ("学制", "choice", {"options": "一年;两年"}),
            ("日薪", "number", {"within": True}),
        )
    ):
        NeedField.objects.create(
            plan=made.plan, kind=kind, code=f"a{order}", name=name, type=type_, order=order, **more
        )
    return made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def test_its_form_its_stages_its_list_and_its_measures_follow_from_its_rows(city: MarketCity) -> None:
    firm = client_of(city.anchor_account)
    form = firm.get(reverse("need_new"), {"kind": "apprentice"})
    assert [name in form.text for name in ("工种", "学制", "日薪", "两年")] == [True] * 4
    today = timezone.localdate()
    sent = {
        "title": "学徒十名", "text": "包住", "chain": city.chains[0].code, "valid_until": today + timedelta(days=90),
        "detail_a0": "钳工", "detail_a1": "两年", "detail_a2": "180",
    }  # fmt: skip
    refused = firm.post(f"{reverse('need_new')}?kind=apprentice", sent | {"detail_a0": ""})
    assert refused.status_code == 422
    assert "工种" in refused.text
    assert firm.post(f"{reverse('need_new')}?kind=apprentice", sent).status_code == 302
    need = Need.objects.get()
    assert need.details == {"a0": "钳工", "a1": "两年", "a2": "180"}
    city.published(need)

    college = client_of(city.expert)
    posting = college.get(reverse("posting", args=[need.posting.pk]))
    assert "钳工" in posting.text
    assert not re.search(r"(?<![-\w])180(?!\d)", posting.text)  # kept within; an account may be numbered so
    college.post(reverse("posting_answer", args=[need.posting.pk]), {"said": "能送十名"})
    row = Match.objects.get()
    assert row.stage is not None
    assert (row.body, row.stage.name) == (city.post(city.expert), "面试")
    row = city.agreed(row)
    row = city.delivered(row, day=today, note="进厂名册")
    assert row.stage is not None
    assert row.stage.name == "进厂"
    assert city.take(need, "close", city.anchor_account).state == NeedState.MET

    told = tell(fresh(city.office), _year(today), today, "kind")
    (part,) = told.parts
    assert (part.name, part.counts["published"], part.counts["delivered"]) == ("学徒", 1, 1)
    sheet = load_workbook(BytesIO(client_of(city.office).get(reverse("needs_export"), {"kind": "apprentice"}).content))
    rows = list(sheet.worksheets[0].iter_rows(values_only=True))
    assert dict(zip(rows[0], rows[1], strict=True))["工种"] == "钳工"


def _year(today: date) -> Period:
    return Period(date(today.year, 1, 1), date(today.year, 12, 31))


def test_who_may_answer_is_the_role_that_its_row_names(city: MarketCity) -> None:
    need = city.published(city.need(kind=city.plan.needkinds.get(code="apprentice"), details={"a0": "钳工"}))
    posts = set(Post.objects.filter(pk__in=[each.pk for each in city_bodies(city, need)]))
    assert posts == {city.post(city.expert)}


def city_bodies(city: MarketCity, need: Need) -> list[Post]:
    client = client_of(city.office)
    page = client.get(reverse("need", args=[need.pk]))
    return list(page.context["dossier"].bodies)
