"""Addresses of firms' statements and of locked periods."""

from __future__ import annotations

from django.urls import URLPattern, path

from lianzhang.work.api import workflow_of

from . import breakdown_views, entry_views, grid_views, lock_views, views
from .models import Statement

STEPS = workflow_of(Statement).verbs

urlpatterns: list[URLPattern] = [
    path("statements/", views.statements, name="statements"),
    path("statements/export.xlsx", views.export, name="statements_export"),
    path("statements/grid/", grid_views.statement_grid, name="statement_grid"),
    path("statements/grid/export.xlsx", grid_views.statement_grid_export, name="statement_grid_export"),
    path("statements/confirm/", views.confirm, name="statements_confirm"),
    path("statements/breakdown/<int:pk>/", breakdown_views.statements_breakdown, name="statements_breakdown"),
    path(
        "statements/breakdown/<int:pk>/export.xlsx",
        breakdown_views.statements_breakdown_export,
        name="statements_breakdown_export",
    ),
    path("statements/<int:pk>/", views.statement, name="statement"),
    path("statements/<int:pk>/edit/", entry_views.edit, name="statement_edit"),
    path("statements/<int:pk>/correct/", entry_views.correct, name="statement_correct"),
    path("statements/<int:pk>/explain/", views.explain, name="statement_explain"),
    *(path(f"statements/<int:pk>/{name}/", views.step, {"name": name}, f"statement_{name}") for name in STEPS),
    path("firms/<int:pk>/statements/new/", entry_views.new, name="firm_statement_new"),
    path("firms/<int:pk>/statements/reading/", entry_views.reading, name="firm_statement_reading"),
    path("locks/", lock_views.locks, name="locks"),
    path("locks/export.xlsx", lock_views.locks_export, name="locks_export"),
    path("locks/new/", lock_views.lock_new, name="lock_new"),
    path("locks/<int:pk>/open/", lock_views.lock_open, name="lock_open"),
]
