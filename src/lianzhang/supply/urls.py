"""Addresses of the room of supply."""

from __future__ import annotations

urlpatterns: list[object] = []
