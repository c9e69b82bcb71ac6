"""Addresses of platforms, their members and their yearly reports."""

from __future__ import annotations

from django.urls import path

from . import report_views, views
from .actions import VERBS
from .report_actions import REPORT_VERBS

urlpatterns = [
    path("platforms/", views.platforms, name="platforms"),
    path("platforms/export.xlsx", views.export, name="platforms_export"),
    path("platforms/new/", views.new, name="platform_new"),
    path("platforms/<int:pk>/", views.platform, name="platform"),
    path("platforms/<int:pk>/change/", views.change, name="platform_change"),
    path("platforms/<int:pk>/join/", views.join, name="platform_join"),
    path("platforms/<int:pk>/leave/", views.leave, name="platform_leave"),
    path("platforms/<int:pk>/report/", report_views.new, name="platform_report_new"),
    *(
        path(f"platforms/<int:pk>/{name.replace('_', '-')}/", views.step, {"name": name}, name=f"platform_{name}")
        for name in VERBS
    ),
    path("platform-reports/", report_views.reports, name="platform_reports"),
    path("platform-reports/export.xlsx", report_views.export, name="platform_reports_export"),
    path("platform-reports/<int:pk>/", report_views.report, name="platform_report"),
    path("platform-reports/<int:pk>/change/", report_views.change, name="platform_report_change"),
    *(
        path(
            f"platform-reports/<int:pk>/{name.replace('_', '-')}/",
            report_views.step,
            {"name": name},
            name=f"platform_report_{name}",
        )
        for name in REPORT_VERBS
    ),
]
