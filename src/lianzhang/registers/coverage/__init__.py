"""台账齐全: who answers for it that a register holds everything, for which time, and what waits for such a word."""
