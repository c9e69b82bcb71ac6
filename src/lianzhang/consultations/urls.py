"""Addresses of consultations."""

from __future__ import annotations

from django.urls import path

from . import views
from .actions import OPINION_VERBS, VERBS

urlpatterns = [
    path("consultations/", views.consultations, name="consultations"),
    path("consultations/export.xlsx", views.export, name="consultations_export"),
    path("consultations/new/", views.new, name="consultation_new"),
    path("consultations/<int:pk>/", views.consultation, name="consultation"),
    *(
        path(f"consultations/<int:pk>/{name}/", views.step, {"name": name}, name=f"consultation_{name}")
        for name in VERBS
    ),
    path("opinions/<int:pk>/", views.opinion, name="opinion"),
    *(
        path(f"opinions/<int:pk>/{name.replace('_', '-')}/", views.opinion_step, {"name": name}, name=f"opinion_{name}")
        for name in OPINION_VERBS
    ),
]
