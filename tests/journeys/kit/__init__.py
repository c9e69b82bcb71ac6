"""A page that holds every part of the kit once, served only to the tests."""
