"""Addresses of what stands behind figures."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("statements/breakdown/<int:pk>/", views.statements_breakdown, name="statements_breakdown"),
    path(
        "statements/breakdown/<int:pk>/export.xlsx",
        views.statements_breakdown_export,
        name="statements_breakdown_export",
    ),
    path("memberships/<int:pk>/", views.membership_row, name="membership_row"),
    path("research-bodies/<int:pk>/", views.research_body_row, name="research_body_row"),
]
