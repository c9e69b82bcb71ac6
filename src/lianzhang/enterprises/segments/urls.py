"""Addresses of this part of the room."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
