"""`make bench`: every measurement, one report, with the machine it ran on."""

from bench import (
    boards,
    figures,
    finding,
    first_floor,
    history,
    issue,
    printing,
    reconnect,
    register,
    waits,
    whatif,
)
from bench.ground import machine


def main() -> None:
    """Prints the whole report."""
    print(machine())
    first_floor.main()
    issue.main()
    boards.main()
    reconnect.main()
    history.main()
    printing.main()
    finding.main()
    figures.main()
    register.main()
    waits.main()
    whatif.main()


# The crowds of clients are processes of their own, which read this file once more.
if __name__ == "__main__":
    main()
