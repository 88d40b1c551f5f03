"""``umlauf createuser``"""

from __future__ import annotations

import sys

import click

from umlauf.faces.cli.endings import ends_clearly
from umlauf.faces.cli.office import in_association, open_office
from umlauf.faces.cli.roles import NAMES, role_named
from umlauf.faces.cli.words import gettext as _


@click.command("createuser", help=_("Create a login for a person and say what it may do."))
@click.argument("email")
@click.option("--name", required=True, help=_("First and last name."))
@click.option("--role", type=click.Choice(NAMES), required=True, help=_("What they may do."))
@click.option("--title", default="", help=_("As it stands under a signature, such as Geschäftsführer."))
@click.option(
    "--signs-as",
    type=click.Choice(["deputy", "order"]),
    help=_("For those who sign: “i. V.” (deputy) or “i. A.” (order) stands before the name; else in their own name."),
)
@click.option("--organisation", help=_("For members: the official key (AGS) of their organisation."))
@click.option("--association", help=_("The association's short name in addresses (slug)."))
@click.option("--password-stdin", is_flag=True, help=_("Read the password from standard input instead of asking."))
@ends_clearly
def command(
    email: str,
    name: str,
    role: str,
    title: str,
    signs_as: str | None,
    organisation: str | None,
    association: str | None,
    password_stdin: bool,
) -> None:
    """Create a login. A login that is there already gets the role beside those it has."""
    open_office()
    from django.db import transaction

    from umlauf.ground.accounts.actions import create_user
    from umlauf.ground.accounts.models import User
    from umlauf.ground.core.actor import Actor, Means
    from umlauf.ground.text import Refused
    from umlauf.office.directory.actions.grants import grant_role
    from umlauf.office.directory.enums import SignsAs
    from umlauf.office.directory.models import Organisation

    with in_association(association) as association_id, transaction.atomic():
        known = Organisation.objects.filter(official_key=organisation).first() if organisation else None
        if organisation and known is None:
            raise Refused("organisation.unknown", _("No organisation has the key %(key)s.") % {"key": organisation})
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            user = create_user(email=email, name=name, password=_password(password_stdin))
        actor = Actor(_("Command line"), association_id, Means.COMMAND)
        grant_role(
            actor=actor,
            user=user,
            role=role_named(role),
            organisation=known,
            title=title,
            signs_as=SignsAs(signs_as or ""),
        )
    click.echo(_("%(name)s (%(email)s) can log in.") % {"name": user.name, "email": user.email})


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = click.prompt(_("Password"), hide_input=True, confirmation_prompt=_("Once more"))
    return answer
