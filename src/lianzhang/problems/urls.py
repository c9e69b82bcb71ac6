"""Addresses of problems."""

from __future__ import annotations

from django.urls import path

from . import views
from .actions import VERBS

urlpatterns = [
    path("problems/", views.problems, name="problems"),
    path("problems/export.xlsx", views.export, name="problems_export"),
    path("problems/measures/", views.measures, name="problems_measures"),
    path("problems/measures/export.xlsx", views.measures_export, name="problems_measures_export"),
    path("problems/alike/", views.several, name="problems_alike"),
    path("problems/units/end/", views.unit_end, name="problems_unit_end"),
    path("problems/new/", views.new, name="problem_new"),
    path("problems/<int:pk>/", views.problem, name="problem"),
    path("problems/<int:pk>/submission/", views.submission, name="problem_submission"),
    path("problems/<int:pk>/amend/", views.amend, name="problem_amend"),
    *(
        path(f"problems/<int:pk>/{name.replace('_', '-')}/", views.step, {"name": name}, name=f"problem_{name}")
        for name in VERBS
    ),
]
