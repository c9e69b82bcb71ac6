"""Drafts a plan from its paper by rules: no database, no network, no language model, no Django."""
