"""A room that only a test installs: what a newcomer writes to add one, and nothing outside this folder."""
