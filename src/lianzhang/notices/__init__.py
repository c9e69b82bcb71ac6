"""What an account is told: one digest each workday, what is urgent at once, what a hand-over brought along."""
