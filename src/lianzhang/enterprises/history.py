"""What the log says of a firm: of itself, of firms merged into it, of bulk edits, and of what was agreed on chains."""

from __future__ import annotations

from lianzhang.enterprises.models import BulkEdit, Enterprise, MembershipProposal, ProposalState
from lianzhang.records.api import Happening, history_of

__all__ = ["history_of_firm"]


def history_of_firm(firm: Enterprise) -> list[Happening]:
    """Latest first. Whoever asks has come to the firm through the door."""
    edits = BulkEdit.objects.filter(rows__enterprise=firm).exclude(change="proposal")  # not for all who see the firm
    merged = list(firm.merged_from.all())
    agreed = MembershipProposal.objects.filter(enterprise__in=[firm, *merged], state=ProposalState.AGREED)
    return history_of(firm, *merged, *edits, *agreed)[::-1]
