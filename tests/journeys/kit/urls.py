"""The kit's page, and the doors that the frame asks for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from lianzhang.access.active import ActiveAssignment
from lianzhang.access.models import Assignment
from lianzhang.access.roles import Role
from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import LIGHTS

CHAINS = (
    "汽车 纺织服装 现代化工 电子信息 医药 航空航天 轨道交通 智能装备 新能源新材料 "
    "资源综合利用 工业互联网 大数据 人工智能"
)
CHART = {
    "unit": "家",
    "goal": [{"from": "2021-01-01", "to": "2023-12-31", "value": 12, "label": "目标12家以上"}],
    "pace": [{"date": "2021-01-01", "value": 7}, {"date": "2023-12-31", "value": 12}],
    "points": [
        {"date": "2021-04-25", "value": 7, "label": "2021-04-25", "kind": "baseline", "source": "甲报"},
        {"date": "2022-03-31", "value": 16, "label": "2022年一季度", "kind": "partial",
         "precision": "about", "source": "乙报"},
        {"date": "2022-09-30", "value": 46, "label": "2022年三季度", "kind": "direct",
         "state": "met", "source": "丙局公报"},
    ],
    "at": "2023-06-30",
    "due": "2023-12-31",
    "projection": {"date": "2023-12-31", "value": 60, "label": "照此推算"},
}  # fmt: skip
BARS = {
    "unit": "家",
    "style": "bars",
    "goal": [{"from": "2021-01-01", "to": "2023-12-31", "value": 100, "label": "每年100家以上"}],
    "pace": [],
    "points": [
        {"date": "2021-12-31", "value": 86, "label": "2021年", "kind": "direct", "state": "missed"},
        {"date": "2022-12-31", "value": 131, "label": "2022年", "kind": "direct", "state": "met"},
    ],
    "at": "2023-06-30",
    "due": "2023-12-31",
    "projection": None,
}


@dataclass(frozen=True)
class Plan:
    pk: int
    code: str

    @property
    def starts(self) -> date:
        return date(self.pk, 1, 1)

    @property
    def ends(self) -> date:
        return date(self.pk + 2, 12, 31)

    def __str__(self) -> str:
        return f"{self.pk}至{self.pk + 2}年产业链方案"


PLANS = (Plan(2021, "one"), Plan(2024, "two"))


@dataclass(frozen=True)
class Viewpoint:
    at: date = date(2022, 9, 30)
    at_param: str = "2022Q3"
    plan: Plan = PLANS[0]
    plans: tuple[Plan, ...] = PLANS
    query: str = "?at=2022Q3&plan=one"


class Unbounded(ActiveAssignment):
    """A post from which everything is allowed."""

    def has(self, _permission: str) -> bool:
        return True


def office() -> User:
    user = User(username="office", label="市工促办")
    user.active = Unbounded(0, Assignment(), Role("office", "{office}", frozenset()))
    return user


@dataclass(frozen=True)
class Source:
    publisher: str = "丙局"
    title: str = "专精特新企业名单公告"
    date: date = date(2022, 9, 30)
    address: str = "https://example.org/"


class KitForm(forms.Form):
    target = forms.ChoiceField(label="目标", choices=[("a", "国家级小巨人企业")])
    value = forms.DecimalField(
        label="数值",
        help_text="照来源原样填写；没有数就空着。",
        error_messages={"invalid": "请填数字，如 46。"},
    )
    precision = forms.ChoiceField(
        label="精度",
        widget=forms.RadioSelect,
        choices=[("exact", "准确"), ("over", "超"), ("about", "约")],
    )
    date = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    preferred = forms.BooleanField(label="采用这一条", required=False)
    note = forms.CharField(label="说明", widget=forms.Textarea({"rows": 2}), required=False)


@login_not_required
def kit(request: HttpRequest) -> HttpResponse:
    form = KitForm({"value": "四十六", "date": "2022-09-30", "target": "a", "precision": "exact"})
    form.is_valid()
    request.viewpoint, request.user = Viewpoint(), office()  # type: ignore[assignment,attr-defined]
    context = {
        "counts": {"met": 21, "on_course": 14, "behind": 6, "unknown": 18},
        "chains": CHAINS.split(),
        "states": list(LIGHTS),
        "big": Decimal(12345678),
        "form": form,
        "source": Source(),
        "page": Paginator(range(95), 20).page(2),
        "chart": CHART,
        "bars": BARS,
    }
    return render(request, "kit.html", context)


@login_not_required
def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("空页", content_type="text/plain; charset=utf-8")


@login_not_required
def broken(request: HttpRequest, page: str) -> HttpResponse:
    return render(request, f"{page}.html")


DOORS = (
    "plan outcome chains observations search search_suggest sign_out my_posts act_as my_sessions password_change"
    " second_factor"
)
urlpatterns = [
    path("kit/", kit, name="desk"),
    path("sign-in/", LoginView.as_view(), name="sign_in"),
    path("broken/<page>/", broken, name="broken"),
    *[path(f"{name}/", nothing, name=name) for name in DOORS.split()],
]
