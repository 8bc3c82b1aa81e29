"""`make bench`: every measurement, one report, with the machine it ran on."""

from bench import first_floor, history
from bench.ground import machine

print(machine())
first_floor.main()
history.main()
