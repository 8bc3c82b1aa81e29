"""Group commit: what waits to be written is written together, and told in the order in which it was kept."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, cast

import gevent
from gevent.event import AsyncResult, Event
from gevent.threadpool import ThreadPool

from server.store.database import Database, HeldElsewhere, Job, Written

if TYPE_CHECKING:
    from gevent import Greenlet

TOGETHER = 64
QUICK_SECONDS = 0.002
"""A disk that keeps a change within this time holds up nobody: the loop writes by itself. A slower one would hold up every
screen. The hand-over to the thread costs 0.03 ms; what it saves or costs besides was not to be told apart on two cores."""

WEIGHT = 0.2
"""Of the latest commit in how quick the disk is taken to be."""


class GroupCommit:
    """Takes over the writing of a database on SQLite, within a gevent server.

    Whatever came in while a transaction was written goes into the next one together; one change that fails takes
    nothing of the others with it. On a quick disk this happens in the loop itself. On a slow one, and while another
    program holds the file, one native thread does it, so that the loop goes on while the disk syncs.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[tuple[Job, AsyncResult[Written]]] = deque()
        self._come = Event()
        self._thread = ThreadPool(1)
        self._commit_seconds = QUICK_SECONDS / 2
        self._greenlet: Greenlet[..., None] = gevent.spawn(self._work)
        database.run = self.run

    def run(self, job: Job) -> Written:
        """Waits until the change is kept (or raises what stopped it)."""
        result: AsyncResult[Written] = AsyncResult()
        self._waiting.append((job, result))
        self._come.set()
        return cast("Written", result.get())

    def stop(self) -> None:
        """Finishes what waits, then writes directly again."""
        while self._waiting:
            gevent.sleep(0)
        self._database.run = self._database.commit_one
        self._greenlet.kill()
        self._thread.kill()

    def _work(self) -> None:
        while True:
            self._come.wait()
            self._come.clear()
            while self._waiting:
                gevent.sleep(0)  # Whoever else pressed in this moment comes along.
                count = min(TOGETHER, len(self._waiting))
                self._write([self._waiting.popleft() for _ in range(count)])

    def _write(self, batch: list[tuple[Job, AsyncResult[Written]]]) -> None:
        jobs = [job for job, _ in batch]
        done = self._at_once(jobs) if self._commit_seconds < QUICK_SECONDS else None
        if done is None:
            done = self._thread.apply(_attempt, (self._database, jobs))
        self._commit_seconds += WEIGHT * (self._database.commit_seconds - self._commit_seconds)
        for (_, result), outcome in zip(batch, done, strict=True):
            if isinstance(outcome, Written):
                result.set(outcome)
            else:
                result.set_exception(outcome)

    def _at_once(self, jobs: list[Job]) -> list[Written | Exception] | None:
        """In the loop; None when another program holds the file."""
        try:
            with self._database.without_waiting():
                return _attempt(self._database, jobs)
        except HeldElsewhere:
            return None


def _attempt(database: Database, jobs: list[Job]) -> list[Written | Exception]:
    """A transaction that fails as a whole fails for everybody in it."""
    try:
        if len(jobs) == 1:
            return [database.commit_one(jobs[0])]
        return database.commit_together(jobs)
    except HeldElsewhere:
        raise
    except Exception as failed:  # noqa: BLE001  handed to the one who asked
        return [failed] * len(jobs)
