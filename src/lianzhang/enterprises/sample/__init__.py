"""A city made up to try the house on: firms, figures and titles from one seed, and nothing of it real."""
