"""What a chain's experts are asked, what they answer, and what came of it."""
