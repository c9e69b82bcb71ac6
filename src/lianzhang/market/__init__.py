"""What firms need, who answers, and what of it was delivered: needs, matches, follow-ups."""
