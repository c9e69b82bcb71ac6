"""Addresses of what stands behind figures."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("statements/behind/<int:pk>/", views.statements_behind, name="statements_behind"),
    path("statements/behind/<int:pk>/export.xlsx", views.statements_behind_export, name="statements_behind_export"),
    path("memberships/<int:pk>/", views.membership_row, name="membership_row"),
    path("research-bodies/<int:pk>/", views.research_body_row, name="research_body_row"),
]
