"""What firms may claim and what they get: programmes applied to, decided level by level, awarded, paid, taken back."""
