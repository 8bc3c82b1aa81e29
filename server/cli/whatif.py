"""What if: days of the office played again with something changed."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from server.cli.opening import existing_database, office_of, settings_of
from server.cli.options import DATA, DAY, OFFICE
from server.cli.telling import say_in_both, understandable


@click.command()
@DATA
@click.option("--day", type=DAY, help="A day that is over.")
@click.option("--to", "last", type=DAY, help="The last of several days.")
@click.option("--like", type=DAY, help="A day to come, from the same weekdays before it.")
@click.option(
    "--scenario",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="All of this as a JSON file.",
)
@click.option("--add-counter", type=click.IntRange(0, 100), default=0, help="So many counters more.")
@click.option("--remove-counter", multiple=True, help="A counter less.")
@click.option("--policy", help="in-a-row=2,guard=30 (minutes)")
@click.option(
    "--arrivals", type=click.FloatRange(0.05, 5), default=1.0, help="So many times as many citizens."
)
@click.option("--runs", type=click.IntRange(1, 200), default=20, show_default=True)
@click.option("--recommend", is_flag=True, help="How many counters each hour needs as well.")
@click.option("--format", "kind", type=click.Choice(["json", "table"]), default="json", show_default=True)
@OFFICE
@click.pass_context
def simulate(
    ctx: click.Context,
    day: datetime | None,
    last: datetime | None,
    like: datetime | None,
    scenario: Path | None,
    add_counter: int,
    remove_counter: tuple[str, ...],
    policy: str | None,
    arrivals: float,
    runs: int,
    recommend: bool,
    kind: str,
    office: str | None,
) -> None:
    """What if: days of the office played again with something changed; Ctrl-C stops it."""
    import msgspec

    from server.api import figures_schemas as s
    from server.api.doors import wish_in
    from server.api.trials import order_of
    from server.api.whatif import days_of, look_through
    from server.simulate.order import Order, answer, table

    settings = settings_of(ctx)
    with understandable():
        if scenario is not None:
            wish = wish_in(scenario.read_bytes(), s.WhatIfWish)
        else:
            changes = {
                "add_counters": add_counter,
                "remove_counters": remove_counter,
                "arrivals": arrivals,
                **_policy_told(policy),
            }
            days = {name: one.date() for name, one in (("day", day), ("to", last), ("like", like)) if one}
            told = {**days, "changes": changes, "runs": runs, "recommend": recommend}
            wish = wish_in(msgspec.json.encode(told), s.WhatIfWish)
        at = office_of(existing_database(settings), settings, office)
        at.look(look_through, wish.changes)
        whole = at.look(order_of, wish, days_of(wish, at.look(lambda book: book.today)))
        order = msgspec.json.decode(msgspec.json.encode(whole), type=Order)
        with click.progressbar(length=100, file=sys.stderr, label="what-if") as bar:

            def heard(done: float) -> bool:
                bar.update(round(done * 100) - bar.pos)
                return True

            found = answer(order, heard)
    if kind == "table" and not found["days"]:
        say_in_both("whatif.nothing")
    else:
        click.echo(table(found) if kind == "table" else msgspec.json.encode(found).decode())


def _policy_told(told: str | None) -> dict[str, Any]:
    """in-a-row=2,guard=30 as the fields of a wish."""
    names = {"in-a-row": ("in_a_row", int), "guard": ("guard_minutes", float)}
    found: dict[str, Any] = {}
    for part in told.split(",") if told else ():
        name, _, value = part.partition("=")
        if name not in names:
            raise click.BadParameter(f"known are {', '.join(names)}", param_hint="--policy")
        field, kind = names[name]
        try:
            found[field] = kind(value)
        except ValueError as wrong:
            raise click.BadParameter(f"{name}={value}", param_hint="--policy") from wrong
    return found
