"""Addresses of the pages on the register's quality."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("quality/", views.overview, name="quality"),
    path("quality/counts/", views.counts, name="quality_counts"),
    path("quality/export.xlsx", views.overview_export, name="quality_export"),
    path("quality/firms/", views.firms, name="quality_firms"),
    path("quality/firms/export.xlsx", views.firms_export, name="quality_firms_export"),
    path("quality/suspicious/", views.suspicious, name="quality_suspicious"),
    path("quality/suspicious/export.xlsx", views.suspicious_export, name="quality_suspicious_export"),
]
