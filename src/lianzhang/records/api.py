"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .actions import changes_between, record, rows_first, state_of_log
from .attachments.actions import (
    add_attachment,
    attachments_of,
    inspect,
    move_attachments,
    remove_attachment,
    store_original,
    sweep,
)
from .attachments.checking import ACCEPTED, BYTES_ALLOWED, KINDS, clean_name
from .attachments.store import hash_of, home, path_of, store_file
from .chain import Head, Verdict, head, verify
from .history import (
    Happening,
    HistoryWords,
    Said,
    changes_since,
    declare_history,
    history_of,
    last_change,
    last_words,
    register_history,
)
from .origin import Origin, current_origin, origin
from .sequencer import chain_waiting
from .shared import Shared, register_shared, shared_of
from .subjects import label_of, model_of, subject_of
from .words import act_word, fact_word, value_word

__all__ = [
    "ACCEPTED",
    "BYTES_ALLOWED",
    "KINDS",
    "Happening",
    "Head",
    "HistoryWords",
    "Origin",
    "Said",
    "Shared",
    "Verdict",
    "act_word",
    "add_attachment",
    "attachments_of",
    "chain_waiting",
    "changes_between",
    "changes_since",
    "clean_name",
    "current_origin",
    "declare_history",
    "fact_word",
    "hash_of",
    "head",
    "history_of",
    "home",
    "inspect",
    "label_of",
    "last_change",
    "last_words",
    "model_of",
    "move_attachments",
    "origin",
    "path_of",
    "record",
    "register_history",
    "register_shared",
    "remove_attachment",
    "rows_first",
    "shared_of",
    "state_of_log",
    "store_file",
    "store_original",
    "subject_of",
    "sweep",
    "value_word",
    "verify",
]
