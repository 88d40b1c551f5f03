"""``python -m tests.processes.prepare COUNTIES``: a migrated database becomes one with the cast in it."""

import sys

import django
from django.db import transaction


def main(counties: int) -> None:
    """Write the cast, in one transaction for the sake of speed."""
    django.setup()
    from tests.cast import make_cast

    with transaction.atomic():
        make_cast(counties=counties)


if __name__ == "__main__":
    main(int(sys.argv[1]))
