"""The pages of the directory: search, organisations, posts, people, and what is kept of somebody's own house."""
