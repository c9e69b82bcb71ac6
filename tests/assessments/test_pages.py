"""The pages: who opens which, what they say of worth and of seats, the forms, the firm's own part, the chain's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.assessments.models import Advice, Assessment, Diagnosis, PlatformUse

from .world import YEAR, AssessmentCity

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city() -> AssessmentCity:
    return AssessmentCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def page(user: User, address: str, status: int = 200) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == status, address
    return "".join(answer.content.decode().split())


def send(user: User, address: str, **given: Any) -> int:
    return client_of(user).post(address, given).status_code


def test_a_diagnosis_by_its_forms_and_what_others_are_told(city: AssessmentCity) -> None:
    assert "没有诊断" in page(city.office, "/diagnoses/")
    assert send(city.anchor_account, "/diagnoses/new/", kind="smart", text="") == 422
    assert send(city.anchor_account, "/diagnoses/new/", kind="smart", text="换型慢") == 302
    row = Diagnosis.objects.get()
    own = f"/diagnoses/{row.pk}/"
    for who in ("rival_account", "other_district", "expert", "other_unit"):
        page(getattr(city, who), own, 404)
    page(city.bank, own, 403)
    page(city.bank, "/diagnoses/", 403)
    expert = city.post(city.expert).pk
    assert send(city.office, f"{own}assign/", version=row.version, provider_post=expert) == 302
    assert send(city.office, f"{own}assign/", version=row.version, provider_name="别家") == 409
    row.refresh_from_db()
    assert send(city.expert, f"{own}visit/", version=row.version, day=city.today.isoformat()) == 302
    assert send(city.expert, f"{own}advice/", what="快速换模", investment="120") == 302
    page(city.other_expert, own, 404)
    row.refresh_from_db()
    said = {"level": "smart_1", "summary": "数据没有联通"}
    assert send(city.expert, f"{own}report/", version=row.version, **said) == 302
    advice = Advice.objects.get()
    assert send(city.expert, f"/advice/{advice.pk}/take/", version=advice.version) == 403
    assert send(city.anchor_account, f"/advice/{advice.pk}/take/", version=advice.version) == 302
    assert "登记项目线索" in page(city.team, f"/advice/{advice.pk}/")
    assert "诊断过1家，提了1条建议" in page(city.office, "/diagnoses/")
    assert "采纳不算做成" in page(city.anchor_account, "/advice/")
    for list_page in ("diagnoses", "advice", "assessments", "platform-uses"):
        assert client_of(city.office).get(f"/{list_page}/export.xlsx").status_code == 200
    assert "快速换模" not in page(city.rival_account, "/advice/")
    for who in ("office", "anchor_account"):
        shown = page(getattr(city, who), f"/firms/{city.anchor.pk}/")
        assert "诊断机构评" in shown
        assert "不算官方等级" in shown
    assert "申请诊断" in page(city.anchor_account, "/for-me/")
    assert "诊断过1家" in page(city.office, f"/chains/{city.chains[0].code}/")


def test_levels_and_use_by_their_forms(city: AssessmentCity) -> None:
    on = city.today.isoformat()
    level = {"level": city.levels[2].pk, "assessed_on": on, "source": "自评表"}
    assert send(city.anchor_account, "/assessments/new/", **level, basis="official") == 302
    assert Assessment.objects.get().basis == "self"
    assert "企业自评的1条另列" in page(city.office, "/assessments/")
    use = {"platform": "某云", "period": f"{YEAR}年", "seats": "50", "active": "0", "source": "账单"}
    assert send(city.anchor_account, "/platform-uses/new/", **use | {"source": ""}) == 422
    assert send(city.anchor_account, "/platform-uses/new/", **use) == 302
    row = PlatformUse.objects.get()
    assert send(city.anchor_account, f"/platform-uses/{row.pk}/check/", version=row.version) == 403
    assert send(city.team, f"/platform-uses/{row.pk}/check/", version=row.version) == 302
    assert "50个席位空着，不算上平台" in page(city.office, f"/platform-uses/{row.pk}/")
    assert "1份只有席位、没有人用" in page(city.office, "/platform-uses/")
    page(city.rival_account, f"/platform-uses/{row.pk}/", 404)
    page(city.supplier_account, f"/assessments/{Assessment.objects.get().pk}/", 404)
