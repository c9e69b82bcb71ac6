"""How far firms have come: diagnoses with their advice, levels rated and by whom, and platforms that are used."""
