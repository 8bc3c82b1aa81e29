"""What several commands are told in the same way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]


def _use_data(ctx: click.Context, _: click.Parameter, data: Path | None) -> None:
    if data is not None:
        ctx.ensure_object(dict)["data"] = data


# It may stand before the command or after it, as people write it.
DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    expose_value=False,
    callback=_use_data,
    help="The data directory (TOILUOT_DATA), ./data by default.",
)

OFFICE = click.option("--office", help="Code of the office, where there are several.")

DAY = click.DateTime(["%Y-%m-%d"])


def of_days(command: Command) -> Command:
    """The first day and the last."""
    last = click.option("--to", "last", type=DAY, required=True, help="The last day.")
    return click.option("--from", "first", type=DAY, required=True, help="The first day.")(last(command))
