"""The program `toiluot`: runs the office, sets it up, lets people and devices in."""

from server.cli.program import main

__all__ = ["main"]
