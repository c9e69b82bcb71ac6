"""Addresses of what is declared complete."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("coverage/", views.coverage, name="coverage"),
    path("coverage/export.xlsx", views.coverage_export, name="coverage_export"),
    path("coverage/new/", views.coverage_new, name="coverage_new"),
    path("coverage/<int:pk>/", views.coverage_row, name="coverage_row"),
    path("coverage/<int:pk>/withdraw/", views.coverage_withdraw, name="coverage_withdraw"),
]
