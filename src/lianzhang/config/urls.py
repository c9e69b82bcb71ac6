"""Which room answers which address; each room names its own pages."""

from __future__ import annotations

from django.urls import include, path

ROOMS = (
    "accounts",
    "access",
    "operations",
    "plans",
    "enterprises",
    "statements",
    "honours",
    "segments",
    "registers",
    "exchange",
    "cockpit",
)
urlpatterns = [path("", include(f"lianzhang.{room}.urls")) for room in ROOMS]

handler400 = "lianzhang.config.errors.bad_request"
handler500 = "lianzhang.config.errors.server_error"
