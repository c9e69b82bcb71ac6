"""Drafts a plan from its paper by rules: no database, no network, no language model, no Django."""

from .draft import Draft, draft
from .figures import match_figures
from .notes import notes_on
from .proposals import Target
from .reading import PaperRefused, read_paper
from .tables import plan_tables
from .writing import drafted_content

__all__ = [
    "Draft",
    "PaperRefused",
    "Target",
    "draft",
    "drafted_content",
    "match_figures",
    "notes_on",
    "plan_tables",
    "read_paper",
]
