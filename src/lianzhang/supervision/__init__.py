"""Supervision: matters that are late or in danger, on numbered lists that are issued, answered, reviewed and ended."""
