"""Addresses of visits and of promises."""

from __future__ import annotations

from django.urls import path

from . import promise_views, views
from .promise_actions import PROMISE_VERBS
from .visit_actions import VISIT_VERBS

urlpatterns = [
    path("visits/", views.visits, name="visits"),
    path("visits/export.xlsx", views.export, name="visits_export"),
    path("visits/measures/", views.measures, name="visits_measures"),
    path("visits/measures/export.xlsx", views.measures_export, name="visits_measures_export"),
    path("visits/new/", views.new, name="visit_new"),
    path("visits/quick/", views.quick, name="visit_quick"),
    path("visits/<int:pk>/", views.visit, name="visit"),
    path("visits/<int:pk>/promise/", views.promise, name="visit_promise"),
    *(
        path(f"visits/<int:pk>/{name}/", views.write_up, {"name": name}, name=f"visit_{name}")
        for name in ("write", "amend")
    ),
    *(path(f"visits/<int:pk>/{name}/", views.step, {"name": name}, name=f"visit_{name}") for name in VISIT_VERBS),
    path("promises/", promise_views.promises, name="promises"),
    path("promises/export.xlsx", promise_views.export, name="promises_export"),
    path("promises/<int:pk>/", promise_views.promise, name="promise"),
    *(
        path(f"promises/<int:pk>/{name}/", promise_views.step, {"name": name}, name=f"promise_{name}")
        for name in PROMISE_VERBS
    ),
]
