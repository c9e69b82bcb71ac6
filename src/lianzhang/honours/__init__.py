"""Titles: which there are, who holds them, who could, when to apply, and what that means for the targets."""
