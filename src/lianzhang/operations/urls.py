"""Addresses of the pages on background jobs and on the log."""

from __future__ import annotations

from django.urls import path

from .views import audit, jobs

urlpatterns = [
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/export.xlsx", jobs.jobs_export, name="jobs_export"),
    path("jobs/<int:pk>/retry/", jobs.job_retry, name="job_retry"),
    path("jobs/<int:pk>/discard/", jobs.job_discard, name="job_discard"),
    path("audit/", audit.audit, name="audit"),
    path("audit/<int:pk>/", audit.audit_event, name="audit_event"),
    path("audit/export.xlsx", audit.audit_export, name="audit_export"),
    path("audit/verify/", audit.audit_verify, name="audit_verify"),
]
