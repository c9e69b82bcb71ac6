"""The face of this package: what rooms import. Nothing of Django is loaded here."""

from .draft import Draft, draft
from .figures import Named, match_figures
from .notes import notes_on
from .paper import Span
from .proposals import Chain, Sure, Target
from .reading import ENDINGS, PaperRefused, ReadPaper, read_paper
from .tables import DRAFTED, RANK_NAMES, READ_BY, UNNAMED, plan_tables
from .writing import drafted_content

__all__ = [
    "DRAFTED",
    "ENDINGS",
    "RANK_NAMES",
    "READ_BY",
    "UNNAMED",
    "Chain",
    "Draft",
    "Named",
    "PaperRefused",
    "ReadPaper",
    "Span",
    "Sure",
    "Target",
    "draft",
    "drafted_content",
    "match_figures",
    "notes_on",
    "plan_tables",
    "read_paper",
]
