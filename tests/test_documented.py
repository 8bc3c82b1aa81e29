"""Whatever other people and programs rely on is named in docs/protocol.md."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from server.app import blueprints
from server.cli import main
from server.config import Settings
from server.web.words import shipped

ROOT = Path(__file__).resolve().parent.parent
PROTOCOL = (ROOT / "docs/protocol.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`]+)`", PROTOCOL))


EVERYWHERE = {"--data"}
"""Told once above the table of commands."""


def commands(group: click.Group = main, before: str = "toiluot") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


def routes() -> set[str]:
    """Every address and its method, as `POST /api/v1/tickets/{ticket_id}/start`."""
    app = Flask("documented", static_folder=None)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    return {
        f"{method} {_as_written(rule.rule)}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def _as_written(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def messages() -> set[str]:
    """The event that each message in server/push.py carries."""
    spoken = ast.walk(ast.parse((ROOT / "server/push.py").read_text(encoding="utf-8")))
    said = [
        node.args[0] for node in spoken if isinstance(node, ast.Call) and node.args and _is_message(node.func)
    ]
    return {str(event.value) for event in said if isinstance(event, ast.Constant)}


def _is_message(function: ast.expr) -> bool:
    return (isinstance(function, ast.Name) and function.id == "Message") or (
        isinstance(function, ast.Attribute) and function.attr == "emit"
    )


@pytest.mark.parametrize(("name", "command"), [pytest.param(*one, id=one[0]) for one in commands()])
def test_every_command_and_option_is_documented(name: str, command: click.Command) -> None:
    line = next((line for line in PROTOCOL.splitlines() if line.startswith(f"| `{name}")), "")

    assert line, f"{name} is missing in docs/protocol.md"
    wanted = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    assert {option for option in wanted - EVERYWHERE if option not in line} == set()


def test_every_setting_is_documented() -> None:
    assert {f"TOILUOT_{field.name.upper()}" for field in fields(Settings)} - NAMED == set()


def test_every_route_is_documented() -> None:
    assert sorted(routes() - NAMED) == []


def test_no_route_is_documented_that_is_not_there() -> None:
    told = {name for name in NAMED if re.fullmatch(r"(GET|POST|PUT|PATCH|DELETE) /\S*", name)}

    assert told
    assert sorted(told - routes()) == []


def test_every_push_message_is_documented() -> None:
    assert {"called", "moved", "waiting"} <= messages()
    assert messages() - NAMED == set()


def test_every_kind_of_problem_is_documented() -> None:
    kinds = {key.split(".")[1] for key in shipped().under("vi", "error") if key.endswith(".title")}

    assert "closed" in kinds
    assert kinds - NAMED == set()
