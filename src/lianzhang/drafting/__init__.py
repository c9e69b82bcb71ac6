"""Drafts a plan from its paper by rules: no database, no network, no language model, no Django."""

from .draft import Draft, draft
from .proposals import Target

__all__ = ["Draft", "Target", "draft"]
