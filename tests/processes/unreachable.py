"""``python -m tests.processes.unreachable``: some intake addresses become such as Postfix does not serve.

Prints how many, by what their name begins with (``tests.services.postfix``).
"""

import json

import django

EVERY = {"gone": 40, "refused": 50, "later": 60}


def main() -> None:
    """Rename them where they are kept, before a circular is signed that takes them down."""
    django.setup()
    from django_scopes import scope

    from tests.cast import house_of
    from umlauf.office.directory.models import IntakeAddress

    renamed = dict.fromkeys(EVERY, 0)
    with scope(association=house_of("lkt-musterland").association):
        for number, address in enumerate(IntakeAddress.objects.filter(retired_at=None).order_by("id"), 1):
            name = next((name for name, every in EVERY.items() if number % every == 0), None)
            if name:
                address.email = f"{name}{number}@{address.email.partition('@')[2]}"
                address.save(update_fields=["email"])
                renamed[name] += 1
    print(json.dumps(renamed))


if __name__ == "__main__":
    main()
