"""``python -m tests.processes.signed``: a circular is signed and shall go out; the rest is the worker's."""

import django


def main() -> None:
    """Sign one circular of the home association."""
    django.setup()
    from django_scopes import scope

    from tests.cast import an_issue, house_of

    house = house_of("lkt-musterland")
    with scope(association=house.association):
        an_issue(house, dispatch_when_rendered=True)


if __name__ == "__main__":
    main()
