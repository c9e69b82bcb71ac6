"""Where firms stand towards programmes, kept as the nightly reckoning keeps it."""

from __future__ import annotations

from typing import Any

from lianzhang.policies.models import LOT, EligibleLot
from lianzhang.policies.reckoning import Standing, keep

__all__ = ["could_apply", "kept_of"]


def could_apply(firm: Any, lacks: dict[Any, str]) -> None:
    """Of one firm, by programme what alone it lacks; blank where it meets all."""
    near = {programme.pk: {(text, False, None): [firm.pk]} if text else {} for programme, text in lacks.items()}
    lot = firm.pk // LOT
    keep([firm.pk], {(key, lot): Standing([] if gap else [firm.pk], gap) for key, gap in near.items()})


def kept_of() -> dict[tuple[int, str], Any]:
    """By firm and programme what is kept: blank where all is met."""
    kept: dict[tuple[int, str], Any] = {}
    for row in EligibleLot.objects.select_related("programme"):
        kept |= {(key, row.programme.code): ("", False, None) for key in row.met}
        for *gap, keys in row.near:
            kept |= {(key, row.programme.code): tuple(gap) for key in keys}
    return kept
