"""A time for the whole of a download, that no server can stretch by sending a byte now and then."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from threading import Event, Lock, Timer


class Watch:
    """Ends the connections that are put under it when the time is over; what waits on one then goes on."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._over, self._lock = Event(), Lock()
        self._sockets: list[socket.socket] = []
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True

    @property
    def over(self) -> bool:
        return self._over.is_set()

    def pause(self, seconds: float) -> None:
        """Waits so long, or until the time is over."""
        self._over.wait(seconds)

    def add(self, connection: socket.socket) -> None:
        """Puts a connection under the watch, by a handle of its own: TLS takes the first one for itself."""
        with self._lock:
            self._sockets.append(connection.dup())
        if self.over:
            self._end()

    def _end(self) -> None:
        with self._lock:
            self._over.set()
            for connection in self._sockets:
                with contextlib.suppress(OSError):  # the other side may have been quicker
                    connection.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        self._timer.cancel()
        with self._lock:
            for connection in self._sockets:
                connection.close()


@contextlib.contextmanager
def watched(seconds: float) -> Iterator[Watch]:
    """A watch from now on."""
    watch = Watch(seconds)
    watch._timer.start()
    try:
        yield watch
    finally:
        watch._close()
