"""The limit beside which our push is measured: `websockets`, which does nothing but pass the same bytes on."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from threading import Thread

from websockets.asyncio.server import ServerConnection, broadcast, serve

from bench.crowd import PATIENCE_SECONDS, Door

BACKLOG = 4096
SNAPSHOT = '42/display,["here",{{"seq":{seq},"now":"2022-10-03T08:00:00+07:00"}}]'


class Raw:
    """A server that greets whoever comes with a snapshot, and passes on to all what it is given."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.port: int = pipe.recv()

    def door(self, event: str = "called") -> Door:
        return Door(self.port, "/", b"", b'["here",', f'["{event}",{{"seq":'.encode())

    def say(self, message: str) -> None:
        self._pipe.send(message)


@contextmanager
def raw() -> Iterator[Raw]:
    """Such a server in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs,), daemon=True)
    process.start()
    try:
        yield Raw(ours)
    finally:
        process.kill()
        process.join(PATIENCE_SECONDS)


def _run(pipe: Connection) -> None:
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    here: set[ServerConnection] = set()

    async def comes(screen: ServerConnection) -> None:
        await screen.recv()
        await screen.send(SNAPSHOT.format(seq=0))
        here.add(screen)
        try:
            await screen.wait_closed()
        finally:
            here.discard(screen)

    loop = asyncio.get_running_loop()
    server = await serve(comes, "127.0.0.1", 0, compression=None, ping_interval=None, backlog=BACKLOG)
    pipe.send(server.sockets[0].getsockname()[1])

    def listen() -> None:
        while True:
            message = pipe.recv()
            loop.call_soon_threadsafe(broadcast, here, message)

    Thread(target=listen, daemon=True).start()
    await server.serve_forever()
