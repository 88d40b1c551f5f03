"""A user and how they log in, nothing more."""
