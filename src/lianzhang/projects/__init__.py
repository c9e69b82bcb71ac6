"""Projects: from a lead to full capacity, each stretch answered for by one unit, and what they invest."""
