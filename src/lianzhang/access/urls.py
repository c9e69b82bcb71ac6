"""Addresses of the pages on posts and access."""

from __future__ import annotations

from django.urls import path

from .views import attachments, audit, explain, jobs, mine, people

urlpatterns = [
    path("my/posts/", mine.mine, name="my_posts"),
    path("my/posts/act-as/", mine.act_as, name="act_as"),
    path("people/", people.people, name="people"),
    path("people/export.xlsx", people.people_export, name="people_export"),
    path("people/new/", people.account_new, name="account_new"),
    path("people/<int:pk>/", people.account, name="account"),
    path("people/<int:pk>/change/", people.change, name="account_change"),
    path("people/<int:pk>/switch/", people.switch, name="account_switch"),
    path("people/<int:pk>/password/", people.password, name="account_password"),
    path("people/<int:pk>/sessions/end/", people.sign_out_everywhere, name="account_sessions_end"),
    path("people/<int:pk>/second-factor/remove/", people.second_factor_remove, name="account_second_factor_remove"),
    path("people/<int:pk>/identity/unlink/", people.identity_unlink, name="account_identity_unlink"),
    path("people/<int:pk>/assign/", people.assign, name="assign"),
    path("people/posts/", people.posts, name="posts"),
    path("people/posts/export.xlsx", people.posts_export, name="posts_export"),
    path("assignments/<int:pk>/end/", people.end, name="assignment_end"),
    path("assignments/<int:pk>/hand-over/", people.hand_over, name="assignment_hand_over"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/export.xlsx", jobs.jobs_export, name="jobs_export"),
    path("jobs/<int:pk>/retry/", jobs.job_retry, name="job_retry"),
    path("jobs/<int:pk>/discard/", jobs.job_discard, name="job_discard"),
    path("audit/", audit.audit, name="audit"),
    path("audit/<int:pk>/", audit.audit_event, name="audit_event"),
    path("audit/export.xlsx", audit.audit_export, name="audit_export"),
    path("audit/verify/", audit.audit_verify, name="audit_verify"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("attachments/<int:pk>/remove/", attachments.attachment_remove, name="attachment_remove"),
    path("attachments/to/<str:kind>/<int:pk>/", attachments.attach, name="attach"),
    path("explain/", explain.explain, name="explain"),
]
