"""The forms that change a firm itself: entered, corrected, renamed, its state, former names, years above scale."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from lianzhang.access.api import get_visible_or_404
from lianzhang.enterprises import actions
from lianzhang.enterprises.forms.firm import (
    AboveScaleForm,
    FirmForm,
    FormerNameForm,
    NewFirmForm,
    OwnPartForm,
    RenameForm,
    StateForm,
)
from lianzhang.enterprises.models import Enterprise, FormerName
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.api import CityRequest

from .parts import EDIT, acts, at, fill_in, is_firm, open_firm

__all__ = [
    *("firm_above_scale", "firm_edit", "firm_former_name", "firm_former_name_remove", "firm_rename", "firm_state"),
    "firms_new",
]

ASKED = "名称、代码、产业链、身份和状态请{office}或属地改；这里只改地址和经营范围。"


def _sent(request: CityRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _refuse_firms(request: CityRequest) -> None:
    if is_firm(request):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
@EDIT
def firms_new(request: CityRequest) -> HttpResponse:
    _refuse_firms(request)
    vp = at(request)
    form = NewFirmForm(vp, _sent(request))
    return fill_in(
        *(request, form, lambda: actions.create(city=vp.city, by=request.user, **form.given)),
        title="登记一家企业",
        intro="先在名录里搜一搜，没有再登记。登记后可以补产业链、荣誉和报表。",
        done="已登记。",
    )


@acts
def firm_edit(request: CityRequest, firm: Enterprise) -> HttpResponse:
    """A firm's own account gets the form of its own part; what else is sent along is no field of it."""
    kind, own = (OwnPartForm, True) if is_firm(request) else (FirmForm, False)
    named = {"initial": kind.of(firm)}
    form = OwnPartForm(_sent(request), **named) if own else FirmForm(at(request), _sent(request), **named)
    return fill_in(
        *(request, form),
        lambda: actions.edit(firm=firm, version=form.seen_version, by=request.user, **form.given),
        title=f"修改：{firm}",
        firm=firm,
        standing=kind.of,
        intro=spoken(ASKED) if own else "改名、改状态各有自己的表单，旧名称和理由才留得下来。",
    )


@acts
def firm_rename(request: CityRequest, firm: Enterprise) -> HttpResponse:
    _refuse_firms(request)
    form = RenameForm(_sent(request), initial={"name": firm.name, "version": firm.version})
    return fill_in(
        *(request, form),
        lambda: actions.rename(firm=firm, version=form.seen_version, by=request.user, **form.given),
        title=f"改名：{firm}",
        firm=firm,
        standing=lambda row: {"name": row.name},
        intro="旧名称留作曾用名，仍能搜到；荣誉、报表和在链记录都跟着这家企业。",
    )


@acts
def firm_state(request: CityRequest, firm: Enterprise) -> HttpResponse:
    _refuse_firms(request)
    form = StateForm(_sent(request), initial={"state": firm.state, "version": firm.version})
    return fill_in(
        *(request, form),
        lambda: actions.set_state(firm=firm, version=form.seen_version, by=request.user, **form.given),
        title=f"改状态：{firm}",
        firm=firm,
        standing=lambda row: {"state": row.state},
        intro=f"现在是“{firm.get_state_display()}”。",
    )


@acts
def firm_above_scale(request: CityRequest, firm: Enterprise) -> HttpResponse:
    _refuse_firms(request)
    told = " ".join(str(each.year) for each in firm.above_scale.all())
    form = AboveScaleForm(_sent(request), initial={"years": told, "version": firm.version})
    return fill_in(
        *(request, form),
        lambda: actions.set_above_scale(firm=firm, version=form.seen_version, by=request.user, **form.given),
        title=f"规上年份：{firm}",
        firm=firm,
        standing=lambda row: {"years": " ".join(str(each.year) for each in row.above_scale.all())},
        intro="达到统计上规模以上标准的年份；没有写的年份是不知道，不是不达标。",
    )


@acts
def firm_former_name(request: CityRequest, firm: Enterprise) -> HttpResponse:
    _refuse_firms(request)
    form = FormerNameForm(_sent(request))
    return fill_in(
        *(request, form, lambda: actions.add_former_name(firm=firm, by=request.user, **form.given)),
        title=f"登记曾用名：{firm}",
        firm=firm,
    )


@require_POST
@acts
def firm_former_name_remove(request: CityRequest, firm: Enterprise) -> HttpResponse:
    _refuse_firms(request)
    former = get_visible_or_404(
        request.user, FormerName, "enterprise", pk=request.POST.get("former") or 0, enterprise=firm
    )
    actions.remove_former_name(former=former, by=request.user)
    return open_firm(request, firm)
