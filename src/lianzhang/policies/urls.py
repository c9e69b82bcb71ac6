"""Addresses of programmes, applications, awards, budgets and balances of banks."""

from __future__ import annotations

from django.urls import path

from . import application_views, award_views, programme_views
from .actions import VERBS
from .award_actions import AWARD_VERBS
from .lending import views as lending_views
from .lending.actions import BALANCE_VERBS
from .payment_actions import PAYMENT_VERBS
from .reviewing import views as review_views
from .reviewing.actions import REVIEW_VERBS
from .stakes import views as stake_views

urlpatterns = [
    path("for-me/", programme_views.for_me, name="for_me"),
    path("programmes/", programme_views.programmes, name="programmes"),
    path("programmes/export.xlsx", programme_views.programmes_export, name="programmes_export"),
    path("programmes/measures/", programme_views.measures, name="policy_measures"),
    path("programmes/measures.xlsx", programme_views.measures_export, name="policy_measures_export"),
    path("programmes/<int:pk>/", programme_views.programme, name="programme"),
    path("programmes/<int:pk>/firms.xlsx", programme_views.programme_firms_export, name="programme_firms_export"),
    path("programmes/<int:pk>/apply/", application_views.new, name="application_new"),
    path("applications/", application_views.applications, name="applications"),
    path("applications/export.xlsx", application_views.applications_export, name="applications_export"),
    path("applications/<int:pk>/", application_views.application, name="application"),
    path("applications/<int:pk>/change/", application_views.amend, name="application_change"),
    *(
        path(
            f"applications/<int:pk>/{name.replace('_', '-')}/",
            application_views.step,
            {"name": name},
            name=f"application_{name}",
        )
        for name in VERBS
    ),
    path("awards/", award_views.awards, name="awards"),
    path("awards/export.xlsx", award_views.awards_export, name="awards_export"),
    path("awards/<int:pk>/", award_views.award, name="award"),
    path("awards/<int:pk>/payments/", award_views.payment_new, name="payment_new"),
    *(
        path(f"awards/<int:pk>/{name.replace('_', '-')}/", award_views.award_step, {"name": name}, name=f"award_{name}")
        for name in AWARD_VERBS
    ),
    path("stakes/", stake_views.stakes, name="stakes"),
    path("stakes/export.xlsx", stake_views.export, name="stakes_export"),
    path("payments/<int:pk>/", award_views.payment, name="payment"),
    *(
        path(f"payments/<int:pk>/{name}/", award_views.payment_step, {"name": name}, name=f"payment_{name}")
        for name in PAYMENT_VERBS
    ),
    path("budgets/", award_views.budgets, name="budgets"),
    path("budgets/export.xlsx", award_views.budgets_export, name="budgets_export"),
    path("budgets/reviews.xlsx", review_views.export, name="budget_reviews_export"),
    path("budgets/<int:pk>/review/", review_views.new, name="budget_review_new"),
    path("budgets/reviews/<int:pk>/", review_views.review, name="budget_review"),
    path("budgets/reviews/<int:pk>/change/", review_views.change, name="budget_review_change"),
    *(
        path(
            f"budgets/reviews/<int:pk>/{name.replace('_', '-')}/",
            review_views.step,
            {"name": name},
            name=f"budget_review_{name}",
        )
        for name in REVIEW_VERBS
    ),
    path("lending/", lending_views.balances, name="loan_balances"),
    path("lending/export.xlsx", lending_views.export, name="loan_balances_export"),
    path("lending/new/", lending_views.new, name="loan_balance_new"),
    path("lending/<int:pk>/", lending_views.balance, name="loan_balance"),
    path("lending/<int:pk>/change/", lending_views.change, name="loan_balance_change"),
    *(
        path(f"lending/<int:pk>/{name}/", lending_views.step, {"name": name}, name=f"loan_balance_{name}")
        for name in BALANCE_VERBS
    ),
]
