"""What the plan puts on the agenda of a meeting: targets that are behind or missed, of one chain or of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import LIGHTS
from lianzhang.kernel.metrics import Scope
from lianzhang.plans.evaluation import Evaluation, State
from lianzhang.plans.models import ScopeKind, Target
from lianzhang.plans.viewpoint import PlanViewpoint, Viewpoint
from lianzhang.registry.models import Chain

from .clauses import Item, items

__all__ = ["agenda"]

LATE = (State.MISSED, State.BEHIND)


def agenda(vp: Viewpoint, query: AgendaQuery) -> Iterator[AgendaRow]:
    """What the kept evaluation says; nothing without a plan."""
    if not isinstance(vp, PlanViewpoint):
        return
    judged = [(item, each) for item in items(vp) if (each := _evaluation(item, query.chain))]
    counts = (
        ("targets_met", "达成的目标", (State.MET,), True),
        ("targets_late", "落后的目标", LATE, False),
        ("targets_unknown", "无据的目标", (State.UNKNOWN,), False),
    )
    link = Link("目标", "outcome") if query.chain is None else Link("目标", "chain", (query.chain.code,))
    for code, title, states, up in counts:
        value = Decimal(sum(each.state in states for _, each in judged))
        yield AgendaRow(
            group=AgendaGroup.MOVED, title=title, link=link, code=code, value=value, unit="项", up_is_good=up
        )
    late = [(item, each) for item, each in judged if each.state in LATE]
    for item, each in sorted(late, key=lambda pair: pair[1].state != State.MISSED)[: query.most]:
        yield _row(item, each)


def _evaluation(item: Item, chain: Chain | None) -> Evaluation | None:
    """How a target stands for a chain; None where it is not asked of it."""
    target = item.subject
    if not isinstance(target, Target):
        return None
    if chain is None:
        return item.evaluation
    if target.scope_kind == ScopeKind.CHAIN:
        return item.evaluation if target.chain_id == chain.pk else None
    if target.scope_kind != ScopeKind.EACH_CHAIN:
        return None
    parts = item.evaluation.parts
    return next((each.evaluation for each in parts if isinstance(each.key, Scope) and each.key.pk == chain.pk), None)


def _row(item: Item, evaluation: Evaluation) -> AgendaRow:
    target = item.subject
    return AgendaRow(
        group=AgendaGroup.BEHIND,
        title=target.name,
        link=Link(target.name, "target", (target.code,)),
        kind="目标",
        state=LIGHTS[evaluation.state],
        owner=item.owners,
        due=target.due,
        note="，".join(filter(None, (item.goal, item.value and f"现为{item.value}"))),
        late=evaluation.state is State.MISSED,
        row=target,
    )
