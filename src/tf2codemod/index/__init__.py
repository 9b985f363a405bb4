"""Finds the modules of a project and what they import."""
