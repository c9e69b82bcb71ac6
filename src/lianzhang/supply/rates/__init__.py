"""Recorded purchases as columns, and the rate of local supply that they come to."""
