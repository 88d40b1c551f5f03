"""Keep: files by their content. What was kept is never changed, and the same content is kept once per association."""
