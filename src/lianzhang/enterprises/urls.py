"""Addresses of the register of firms."""

from __future__ import annotations

from django.urls import path

from lianzhang.work.api import workflow_of

from .models import MembershipProposal
from .views import bulk, dossier, duplicates, editing, listing, proposals, rows
from .views import memberships_contacts as parts_of

STEPS = workflow_of(MembershipProposal).verbs

urlpatterns = [
    path("firms/", listing.firms, name="firms"),
    path("firms/export.xlsx", listing.firms_export, name="firms_export"),
    path("firms/views/", listing.firms_save_view, name="firms_save_view"),
    path("firms/views/<int:pk>/delete/", listing.saved_view_delete, name="saved_view_delete"),
    path("firms/new/", editing.firms_new, name="firms_new"),
    path("firms/bulk/", bulk.firms_bulk, name="firms_bulk"),
    path("firms/bulk/undo/", bulk.firms_bulk_undo, name="firms_bulk_undo"),
    path("firms/duplicates/", duplicates.firms_duplicates, name="firms_duplicates"),
    path("firms/duplicates/export.xlsx", duplicates.firms_duplicates_export, name="firms_duplicates_export"),
    path("firms/duplicates/again/", duplicates.firms_duplicates_again, name="firms_duplicates_again"),
    path("firms/duplicates/same/", duplicates.firms_same_after_all, name="firms_same_after_all"),
    path("firms/<int:pk>/", dossier.firm, name="firm"),
    path("firms/<int:pk>/print/", dossier.firm_print, name="firm_print"),
    path("firms/<int:pk>/edit/", editing.firm_edit, name="firm_edit"),
    path("firms/<int:pk>/rename/", editing.firm_rename, name="firm_rename"),
    path("firms/<int:pk>/state/", editing.firm_state, name="firm_state"),
    path("firms/<int:pk>/above-scale/", editing.firm_above_scale, name="firm_above_scale"),
    path("firms/<int:pk>/former-names/", editing.firm_former_name, name="firm_former_name"),
    path("firms/<int:pk>/former-names/remove/", editing.firm_former_name_remove, name="firm_former_name_remove"),
    path("firms/<int:pk>/merge/", duplicates.firm_merge, name="firm_merge"),
    path("firms/<int:pk>/not-same/", duplicates.firm_not_same, name="firm_not_same"),
    path("firms/<int:pk>/memberships/new/", parts_of.firm_membership_new, name="firm_membership_new"),
    path("firms/<int:pk>/contacts/new/", parts_of.firm_contact_new, name="firm_contact_new"),
    path(
        "firms/<int:pk>/research-bodies/new/",
        parts_of.firm_research_body_new,
        name="firm_research_body_new",
    ),
    path(
        *("firms/<int:pk>/research-bodies/remove/", parts_of.firm_research_body_remove),
        name="firm_research_body_remove",
    ),
    path("firms/memberships/<int:pk>/change/", parts_of.membership_change, name="membership_change"),
    path("firms/memberships/<int:pk>/segment/", parts_of.membership_segment, name="membership_segment"),
    path("firms/memberships/<int:pk>/end/", parts_of.membership_end, name="membership_end"),
    path("firms/memberships/<int:pk>/withdraw/", parts_of.membership_withdraw, name="membership_withdraw"),
    path("firms/contacts/<int:pk>/change/", parts_of.contact_change, name="contact_change"),
    path("firms/contacts/<int:pk>/remove/", parts_of.contact_remove, name="contact_remove"),
    path("firms/contacts/<int:pk>/reveal/", dossier.contact_reveal, name="contact_reveal"),
    path("firms/<int:pk>/proposals/new/", proposals.firm_proposal_new, name="firm_proposal_new"),
    path(
        "firms/memberships/<int:pk>/propose-change/",
        proposals.membership_propose_change,
        name="membership_propose_change",
    ),
    path("firms/memberships/<int:pk>/propose-end/", proposals.membership_propose_end, name="membership_propose_end"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/export.xlsx", proposals.proposals_export, name="proposals_export"),
    path("proposals/agree/", proposals.proposals_agree, name="proposals_agree"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    *(
        path(f"proposals/<int:pk>/{each}/", proposals.proposal_step, {"name": each}, f"proposal_{each}")
        for each in STEPS
    ),
    path("memberships/<int:pk>/", rows.membership_row, name="membership_row"),
    path("research-bodies/<int:pk>/", rows.research_body_row, name="research_body_row"),
]
