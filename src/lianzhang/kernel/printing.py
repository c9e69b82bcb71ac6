"""A page printed whole: the parts of its screen, read as by somebody who may do nothing, so that no form and no
button stands on the paper. `templates/print.html` is its frame."""

from __future__ import annotations

from typing import Any

__all__ = ["printed"]


def printed(title: str) -> dict[str, Any]:
    """What a template needs to be printed under `title`, beside what its page needs."""
    return {"printed": title, "may": {}}
