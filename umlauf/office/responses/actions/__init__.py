"""Writes to asks, answers, extensions and reminders."""
