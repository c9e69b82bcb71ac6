"""What a second source that is sought starts in another room: a lead to bring a maker in, a task to qualify one."""

from __future__ import annotations

from lianzhang.kernel.seeds import Seed
from lianzhang.plans.api import Viewpoint
from lianzhang.supply.models import Sourcing

from .rules import ENDED

__all__ = ["seed"]

TITLE, TEXT = 80, 2000  # characters that a task and a problem take
PROOF = "送样合格的报告、供货合同，或第一笔采购记录"


def seed(_vp: Viewpoint, row: object) -> Seed | None:
    """Others read what is begun: who hangs on whom, and for how much, stays here."""
    if not isinstance(row, Sourcing) or row.state in ENDED:
        return None
    segment = row.product.segment if row.product else None
    title = f"国产替代验证：{row.item}" if row.chokepoint else f"引进“{row.item}”的第二家供应商"
    return Seed(
        title=title[:TITLE],
        text=_told(row)[:TEXT],
        proof=PROOF,
        chain=row.chain,
        segment=segment if segment and segment.chain_id == row.chain_id else None,
        enterprise=row.candidate,
    )


def _told(row: Sourcing) -> str:
    count = row.demands.count()
    needed = f"{count}家企业要用“{row.item}”" if count > 1 else f"有企业要用“{row.item}”"
    wanted = (
        f"选定{row.candidate_name}，要送样、验证、认证" if row.candidate_name else "要找能做的企业送样、验证，或来投资"
    )
    stage = f"国产替代现在{row.get_substitution_display()}；" if row.chokepoint and row.substitution else ""
    return f"{needed}，现在只有一家在供。{stage}{wanted}。"
