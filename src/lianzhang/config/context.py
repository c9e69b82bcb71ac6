"""What every template may use, whichever view renders it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def every_page(request: HttpRequest) -> dict[str, Any]:
    """`csp_nonce` is the name django-htmx's tags look for; csp's own processor says CSP_NONCE."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "reference": getattr(request, "reference", ""),
        "is_demonstration": settings.DEMONSTRATION,
    }
