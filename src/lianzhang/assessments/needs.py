"""What must hold before a step: whose turn it is, what was handed in, which day has come."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, ActiveAssignment, acting
from lianzhang.kernel.formatting import day
from lianzhang.work.api import need

from .models import REPORTED, Advice, Assessment, Basis, Diagnosis, DiagnosisState

__all__ = [
    *("advised", "by_provider", "for_own_firm", "of_firm", "of_own_rating", "on_site", "provider_there"),
    *("recheck_due", "reported", "same_firm"),
]


def _acts_for_firm(active: ActiveAssignment | None) -> bool:
    return active is not None and active.role.acts_for == "firm"


def _is_provider(row: Diagnosis, active: ActiveAssignment) -> bool:
    if row.provider_post_id is not None:
        return active.post is not None and active.post.pk == row.provider_post_id
    if row.provider_firm is not None:
        return _acts_for_firm(active) and active.organization == row.provider_firm.organization_id
    return not active.role.outside and bool(row.provider_name)


@need("由诊断方办理")
def by_provider(row: Any, by: Any) -> str:
    """Of a provider without an account here, whoever governs writes down what it said."""
    of = row.diagnosis if isinstance(row, Advice) else row
    active = acting(by)
    if by is SYSTEM or (active is not None and _is_provider(of, active)):
        return ""
    return f"由诊断方“{of.provider or '还没有派'}”办理"


@need("由申请的企业，或替它登记的一方办理")
def for_own_firm(row: Diagnosis, by: Any) -> str:
    active = acting(by)
    if active is None or not _acts_for_firm(active) or active.organization == row.enterprise.organization_id:
        return ""
    return "由申请的企业办理"


@need("由被诊断的企业决定")
def of_firm(row: Advice, by: Any) -> str:
    """Of a firm without an account, whoever keeps its records writes down what it decided."""
    own, active = row.diagnosis.enterprise.organization_id, acting(by)
    if active is None or by is SYSTEM:
        return ""
    if _acts_for_firm(active):
        return "" if active.organization == own else "由被诊断的企业决定"
    return "这家企业有自己的账号，由它自己决定" if own is not None else ""


@need("企业只改自己评的")
def of_own_rating(row: Assessment, by: Any) -> str:
    if _acts_for_firm(acting(by)) and row.basis != Basis.SELF:
        return "官方和诊断机构评的，由登记的一方改"
    return ""


@need("企业没有并入别家")
def same_firm(row: Any, _by: Any) -> str:
    firm = row.enterprise
    return f"这家企业已并入“{firm.merged_into}”；请在那一家办" if firm.merged_into_id else ""


@need("诊断方还在岗")
def provider_there(row: Diagnosis, _by: Any) -> str:
    firm = row.provider_firm
    return f"诊断方已并入“{firm.merged_into}”；请重新派单" if firm is not None and firm.merged_into_id else ""


@need("至少有一条建议")
def advised(row: Diagnosis, _by: Any) -> str:
    return "" if row.advice_count else "还没有写建议；没有建议的报告不算诊断，请至少写一条"


@need("还在现场、没有出报告")
def on_site(row: Advice, _by: Any) -> str:
    return "" if row.diagnosis.state == DiagnosisState.ON_SITE else "到了现场、出报告以前才能写建议"


@need("报告已出")
def reported(row: Advice, _by: Any) -> str:
    return "" if row.diagnosis.state in REPORTED else "报告还没有出；出了报告再决定"


@need("到了复评的日子，或有建议建成")
def recheck_due(row: Diagnosis, _by: Any) -> str:
    if row.built or row.recheck_on is None or row.recheck_on <= timezone.localdate():
        return ""
    return f"要到{day(row.recheck_on)}，或有一条建议建成以后"
