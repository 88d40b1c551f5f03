"""Responses: what a circular asks of its recipients, who has answered, and who is reminded."""
