"""``python -m tests.processes.prepare COUNTIES``: an empty database becomes one with the cast in it."""

import sys

import django
from django.core.management import call_command
from django.db import transaction


def main(counties: int) -> None:
    """Migrate and write the cast, in one transaction for the sake of speed."""
    django.setup()
    from tests.cast import make_cast

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        make_cast(counties=counties)


if __name__ == "__main__":
    main(int(sys.argv[1]))
