"""Conferences: what a circular invites to. Programme and form are rendered here and attached to the circular."""
