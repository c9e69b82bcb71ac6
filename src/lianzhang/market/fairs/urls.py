"""Addresses of who takes part in fairs, and of what came of it."""

from __future__ import annotations

from django.urls import path

from . import views
from .actions import PARTICIPATION_VERBS

__all__ = ["FAIRS"]

FAIRS = [
    path("events/<int:pk>/participations/new/", views.enrol_firm, name="event_enrol"),
    path("events/<int:pk>/participations.xlsx", views.export, name="event_participations_export"),
    path("participations/<int:pk>/", views.participation, name="participation"),
    path("participations/<int:pk>/report/", views.report_fair, name="participation_report"),
    *(
        path(f"participations/<int:pk>/{name}/", views.step, {"name": name}, name=f"participation_{name}")
        for name in PARTICIPATION_VERBS
    ),
    path("fair-results/<int:pk>/", views.fair_result, name="fair_result"),
    path("fair-results/<int:pk>/tell/", views.answer, name="fair_result_tell"),
]
