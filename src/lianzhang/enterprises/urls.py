"""Addresses of the register of firms; each part of the room names its own."""

from __future__ import annotations

from django.urls import include, path

PARTS = ("firms", "honours", "statements", "segments", "quality", "evidence", "coverage")

urlpatterns = [path("", include(f"lianzhang.enterprises.{part}.urls")) for part in PARTS]
