"""Bring the directory in from files, and out into files."""
