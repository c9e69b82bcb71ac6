"""What an advice that was taken starts in another room: a project that builds it, a task."""

from __future__ import annotations

from lianzhang.kernel.seeds import Seed
from lianzhang.plans.api import Viewpoint

from .models import Advice, AdviceState

__all__ = ["seed"]

TITLE, TEXT = 80, 2000  # characters that a task and a problem take


def seed(_vp: Viewpoint, row: object) -> Seed | None:
    """Only what the firm took; a draft, or what it refused, is nobody's project."""
    if not isinstance(row, Advice) or row.state not in (AdviceState.TAKEN, AdviceState.CLAIMED):
        return None
    of = row.diagnosis
    gain = f"，预期{row.gain}" if row.gain else ""
    return Seed(
        title=row.what[:TITLE],
        text=f"{of}（{of.provider}）建议：{row.what}{gain}"[:TEXT],
        proof="验收单或投运记录",
        chain=of.chain,
        region=of.enterprise.region,
        enterprise=of.enterprise,
    )
