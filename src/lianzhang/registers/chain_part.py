"""What the registers add to chains: their output in the list, and on a chain's page that its firms be declared."""

from __future__ import annotations

from collections.abc import Iterable

from lianzhang.access.api import may
from lianzhang.enterprises.api import own_chains, sees_whole
from lianzhang.kernel.chain_page import ChainColumn, ChainFigure, ChainPart, ChainTodo
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import number
from lianzhang.kernel.vocabulary import words
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain
from lianzhang.segments.api import segments_of
from lianzhang.statements.models import Statement

from .evidence.registers import ask_of
from .metrics import output_point, output_years
from .permissions import Permission

__all__ = ["chain_column", "chain_part"]

UNIT = "亿元"


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """Nobody answers for it that the firms of this chain are all on record."""
    segments = segments_of(vp, chain)
    if not segments.lines or segments.covered:
        return ChainPart()
    task = "核对链上企业，申报台账齐全"
    may_declare = may(vp.user, Permission.DECLARE_COVERAGE)
    link = Link(task, "quality") if may_declare else Link(f"请{words().office}{task}", "")
    note = f"齐全之前，{number(len(segments.lines))}个环节的强弱都无据"
    return ChainPart(todo=(ChainTodo("unknown", link, note),))


def chain_column(vp: Viewpoint, chains: Iterable[Chain]) -> ChainColumn | None:
    """Their output in the last year for which the registers are complete. Six queries at most.

    A chain whose firms are not all in sight is left out; None where nothing is known of any.
    """
    ask = ask_of(vp)
    years = output_years(ask)
    if not years:
        return None
    whole = sees_whole(vp.user, Statement, vp.city.pk)
    own = set() if whole else own_chains(vp.user)
    seen = [chain.pk for chain in chains if whole or chain.pk in own]
    points = {pk: output_point(ask, (pk,), years[-1], UNIT) for pk in seen}
    before = years[-2] if len(years) > 1 and years[-2].end.year == years[-1].end.year - 1 else None
    earlier = {pk: output_point(ask, (pk,), before, UNIT).nominal for pk in seen} if before else {}
    figures = {pk: ChainFigure(point.nominal, point.rows[0], before=earlier.get(pk)) for pk, point in points.items()}
    if not figures:
        return None
    return ChainColumn("output", f"产值（{UNIT}）", years[-1], figures, "产值", UNIT, "比上年", order=10)
