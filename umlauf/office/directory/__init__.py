"""Offices, not people: who is a member, which posts there are, who holds them, and where letters go in."""
