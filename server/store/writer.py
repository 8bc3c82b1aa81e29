"""Group commit: what waits to be written is written together, and told in the order in which it was kept."""

from __future__ import annotations

import os
from collections import deque
from typing import TYPE_CHECKING, cast

import gevent
from gevent.event import AsyncResult, Event
from gevent.threadpool import ThreadPool

from server.store.database import Database, Job, Written

if TYPE_CHECKING:
    from gevent import Greenlet

TOGETHER = 64
MODE = os.environ.get("GC_MODE", "thread")


class GroupCommit:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[tuple[Job, AsyncResult[Written]]] = deque()
        self._come = Event()
        self._thread = ThreadPool(1)
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
                if "yield" in MODE:
                    gevent.sleep(0)
                count = min(TOGETHER, len(self._waiting))
                self._write([self._waiting.popleft() for _ in range(count)])

    def _write(self, batch: list[tuple[Job, AsyncResult[Written]]]) -> None:
        if "inline" in MODE or ("mixed" in MODE and len(batch) == 1):
            done = _attempt(self._database, [job for job, _ in batch])
        else:
            done = self._thread.apply(_attempt, (self._database, [job for job, _ in batch]))
        for (_, result), outcome in zip(batch, done, strict=True):
            if isinstance(outcome, Written):
                result.set(outcome)
            else:
                result.set_exception(outcome)


def _attempt(database: Database, jobs: list[Job]) -> list[Written | Exception]:
    """In the native thread. A transaction that fails as a whole fails for everybody in it."""
    try:
        if len(jobs) == 1:
            return [database.commit_one(jobs[0])]
        return database.commit_together(jobs)
    except Exception as failed:  # noqa: BLE001  handed to the one who asked
        return [failed] * len(jobs)
