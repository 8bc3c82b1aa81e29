"""Work of the processor has one native thread in the server, and the loop goes on meanwhile."""

import subprocess
import sys

IN_THE_SERVER = """
from gevent import monkey; monkey.patch_all()
import gevent, gevent.event
from gevent.monkey import get_original
from server.native import in_turn

native = get_original("threading", "get_native_id")
Lock = get_original("threading", "Lock")
turn, threads, met, around = Lock(), set(), [], gevent.event.Event()

def work(n):
    met.append(not turn.acquire(False))
    threads.add(native())
    if n == 0:  # the first ends only when the loop has had its turn
        hub.loop.run_callback_threadsafe(around.set)
        done.acquire()
    turn.release()
    return n

hub, done = gevent.get_hub(), Lock()
done.acquire()
pieces = [gevent.spawn(in_turn, lambda n=n: work(n)) for n in range(8)]
around.wait()
done.release()
print([piece.get() for piece in pieces], any(met), len(threads), native() in threads)
"""


def test_in_the_server_pieces_of_work_follow_each_other_in_one_thread_beside_the_loop() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", IN_THE_SERVER], capture_output=True, text=True, check=False, timeout=60
    )

    assert (ran.stdout.strip(), ran.stderr) == ("[0, 1, 2, 3, 4, 5, 6, 7] False 1 False", "")


def test_a_failure_reaches_who_asked() -> None:
    script = """
from gevent import monkey; monkey.patch_all()
from server.native import in_turn
try:
    in_turn(lambda: 1 // 0)
except ZeroDivisionError:
    print("told", in_turn(lambda: "and on"))
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )

    assert ran.stdout == "told and on\n"
