"""Every command of `toiluot`, under its name."""

import sys

# Before anything else is imported: everything that serves waits cooperatively. Commands that end by themselves do
# without, so that they start faster.
if {"serve", "demo"} & set(sys.argv[1:]):
    from gevent import monkey

    monkey.patch_all()

import os

import click

from server.cli.book import audit, backup, init, restore
from server.cli.doctor import doctor
from server.cli.keys import token
from server.cli.languages import language
from server.cli.offices import office
from server.cli.options import DATA
from server.cli.people import user
from server.cli.printing import printer_agent, slip
from server.cli.privacy import retention, ticket
from server.cli.reports import report
from server.cli.running import demo, serve
from server.cli.sheets import dossiers, procedures
from server.cli.whatif import simulate

OWNER_ALONE = 0o077
"""People's names, keys and tickets: whatever the program makes, nobody else on the machine reads it."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@DATA
@click.version_option(package_name="toiluot")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Tới Lượt: số thứ tự và quầy của bộ phận một cửa. The queue of a one-stop office."""
    ctx.ensure_object(dict)
    os.umask(OWNER_ALONE)


for command in (
    *(serve, demo, init, office, token, user, backup, restore, audit, slip, language, retention, ticket),
    *(printer_agent, procedures, dossiers, simulate, report, doctor),
):
    main.add_command(command)
