"""Addresses of the pages on posts and access."""

from __future__ import annotations

from django.urls import path

from .views import attachments, bulk, explain, kept, mine, people

urlpatterns = [
    path("my/posts/", mine.mine, name="my_posts"),
    path("my/posts/act-as/", mine.act_as, name="act_as"),
    path("my/posts/<int:pk>/send/", kept.assignment_send, name="assignment_send"),
    path("my/kept/", kept.kept, name="kept"),
    path("my/kept/drop/", kept.kept_drop, name="kept_drop"),
    path("people/", people.people, name="people"),
    path("people/export.xlsx", people.people_export, name="people_export"),
    path("people/bulk/", bulk.accounts_bulk, name="accounts_bulk"),
    path("people/bulk/template.xlsx", bulk.accounts_bulk_template, name="accounts_bulk_template"),
    path("people/new/", people.account_new, name="account_new"),
    path("people/<int:pk>/", people.account, name="account"),
    path("people/<int:pk>/change/", people.change, name="account_change"),
    path("people/<int:pk>/switch/", people.switch, name="account_switch"),
    path("people/<int:pk>/password/", people.password, name="account_password"),
    path("people/<int:pk>/sessions/end/", people.sign_out_everywhere, name="account_sessions_end"),
    path("people/<int:pk>/second-factor/remove/", people.second_factor_remove, name="account_second_factor_remove"),
    path("people/<int:pk>/identity/unlink/", people.identity_unlink, name="account_identity_unlink"),
    path("people/<int:pk>/assign/", people.assign, name="assign"),
    path("people/consents/<int:pk>/<str:step>/", people.consent_step, name="consent_step"),
    path("people/posts/", people.posts, name="posts"),
    path("people/posts/export.xlsx", people.posts_export, name="posts_export"),
    path("assignments/<int:pk>/end/", people.end, name="assignment_end"),
    path("assignments/<int:pk>/hand-over/", people.hand_over, name="assignment_hand_over"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("attachments/<int:pk>/remove/", attachments.attachment_remove, name="attachment_remove"),
    path("attachments/to/<str:kind>/<int:pk>/", attachments.attach, name="attach"),
    path("explain/", explain.explain, name="explain"),
]
