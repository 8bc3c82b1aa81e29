"""What-if in a program of its own: an order on stdin, its answer on stdout."""

from server.simulate.order import main

main()
