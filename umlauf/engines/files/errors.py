"""What can be wrong with a kept file."""


class Damaged(Exception):
    """A kept file is not what it was. Its key is the argument."""
