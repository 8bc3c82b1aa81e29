"""`make bench`: every measurement, one report, with the machine it ran on."""

from bench import boards, first_floor, history, issue, printing, reconnect
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


# The crowds of clients are processes of their own, which read this file once more.
if __name__ == "__main__":
    main()
