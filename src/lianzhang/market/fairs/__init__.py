"""Fairs: who takes part, what each brought, and what came of it months later."""
