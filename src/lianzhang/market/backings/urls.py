"""Addresses of what stands behind a need."""

from __future__ import annotations

from django.urls import path

from . import views
from .actions import BACKING_VERBS

__all__ = ["BACKINGS"]

BACKINGS = [
    path("needs/<int:pk>/backings/new/", views.new, name="need_backing_new"),
    path("needs/<int:pk>/backings.xlsx", views.export, name="need_backings_export"),
    path("matches/<int:pk>/backings.xlsx", views.match_export, name="match_backings_export"),
    path("backings/<int:pk>/", views.backing, name="backing"),
    path("backings/<int:pk>/change/", views.change, name="backing_change"),
    *(path(f"backings/<int:pk>/{name}/", views.step, {"name": name}, name=f"backing_{name}") for name in BACKING_VERBS),
]
