"""What comes in as text becomes a draft: read, match, begin. No rows of its own yet."""
