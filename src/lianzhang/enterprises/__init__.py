"""Firms: one register of who they are, on which chain, in which role, and for how much of their output."""
