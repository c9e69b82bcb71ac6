"""Firms: one register of who is on which chain, in which role, with which titles and figures."""
