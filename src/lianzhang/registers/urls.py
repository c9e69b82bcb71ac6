"""Addresses of what the registers say together; each part of the room names its own."""

from __future__ import annotations

from django.urls import include, path

PARTS = ("quality", "coverage", "city_map")

urlpatterns = [path("", include(f"lianzhang.registers.{part}.urls")) for part in PARTS]
