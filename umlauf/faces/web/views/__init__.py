"""What happens behind each address, split by page."""
