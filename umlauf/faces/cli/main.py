"""The group of commands. Each lies in a module of its own, which is loaded when it is called."""

from __future__ import annotations

import importlib

import click

from umlauf.faces.cli.words import gettext as _

_COMMANDS = {
    "init": _("Prepare the home folder and the database, and set up associations"),
    "demo": _("Play a circular from its text to the mailboxes of eleven counties, with sample data"),
    "serve": _("Start web and worker, and end both"),
    "worker": _("Do what waits: render letters, send mail"),
    "read": _("Read the facts of a circular from a text"),
    "issue": _("Read, sign, number, render and send a circular"),
    "letter": _("Write the letter of a circular as a PDF"),
    "verify": _("Say whether a PDF is a letter that was signed here, unchanged"),
    "import": _("Bring organisations, posts and people in from a file"),
    "export": _("Write the directory into a file: CSV, XLSX or cards"),
    "createuser": _("Create a login and say what it may do"),
    "audit": _("Verify the record of what was done, and write its heads"),
    "mail": _("Say what SPF, DKIM and DMARC need so that mails arrive, and look at the mail server"),
    "doctor": _("Check whether everything is in order"),
}

_MODULES = {"import": "importing", "export": "exporting"}  # where a module may not be called as its command is


class Commands(click.Group):
    """Loads a command's module when the command is called, so that ``--help`` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"umlauf.faces.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section(_("Commands")):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=Commands,
    help=_("Umlauf writes, signs, numbers, renders, sends and tracks the circular letters of an association."),
    epilog=_("The folder for database, files and mail is UMLAUF_HOME (else ./var)."),
)
@click.version_option(package_name="umlauf")
def main() -> None:
    """The command ``umlauf``."""
