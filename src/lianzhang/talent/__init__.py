"""Posts that projects and needs ask for, by trade and quarter, against who leaves the colleges, by major and year."""
