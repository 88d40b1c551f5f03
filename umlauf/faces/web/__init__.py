"""The pages: for the office, for members, for guests with a link, for the public."""
