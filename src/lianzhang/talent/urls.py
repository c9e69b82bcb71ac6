"""Addresses of posts ahead, and of what colleges report."""

from __future__ import annotations

from django.urls import path

from . import views
from .actions import REPORT_VERBS

urlpatterns = [
    path("talent/", views.ahead, name="posts_ahead"),
    path("talent/export.xlsx", views.ahead_export, name="posts_ahead_export"),
    path("graduates/", views.reports, name="graduate_reports"),
    path("graduates/export.xlsx", views.export, name="graduate_reports_export"),
    path("graduates/new/", views.new, name="graduate_report_new"),
    path("graduates/<int:pk>/", views.report, name="graduate_report"),
    path("graduates/<int:pk>/change/", views.change, name="graduate_report_change"),
    *(
        path(f"graduates/<int:pk>/{name}/", views.step, {"name": name}, name=f"graduate_report_{name}")
        for name in REPORT_VERBS
    ),
]
