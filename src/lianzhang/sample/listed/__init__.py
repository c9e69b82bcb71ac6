"""Firms and titles that were published, kept in the project as tables: read, checked, put into a city's register."""
