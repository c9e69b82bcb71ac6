"""Addresses of projects."""

from __future__ import annotations

from django.urls import path

from . import views
from .actions import VERBS
from .part_forms import PART_FORMS

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/export.xlsx", views.export, name="projects_export"),
    path("projects/measures/", views.measures, name="projects_measures"),
    path("projects/measures/export.xlsx", views.measures_export, name="projects_measures_export"),
    path("projects/claims/", views.claims, name="project_claims"),
    path("projects/new/", views.new, name="project_new"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/<int:pk>/amend/", views.amend, name="project_amend"),
    *(
        path(f"projects/<int:pk>/{name.replace('_', '-')}/", views.part, {"name": name}, name=f"project_{name}")
        for name in PART_FORMS
    ),
    *(
        path(f"projects/<int:pk>/{name.replace('_', '-')}/", views.step, {"name": name}, name=f"project_{name}")
        for name in VERBS
    ),
]
