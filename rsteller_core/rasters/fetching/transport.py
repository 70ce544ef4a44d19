"""Parts of files from wherever they are served: signed, asked for again, many at once."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rsteller_core.errors import NotServed
from rsteller_core.rasters.access import Access
from rsteller_core.rasters.fetching.http import Failure, Http, Part

if TYPE_CHECKING:
    from rsteller_core.rasters.fetching.objectstores import ObjectStores

FIRST_WAIT = 0.5
"""Seconds before the second attempt; doubled before each further one."""
PATIENCE = 120.0
"""A server that wants longer silence than so many seconds is not asked again."""


class Transport:
    """The connections of one source. For any number of threads at once."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._http = Http(access.headers, access.connections, access.timeout)
        self._threads = ThreadPoolExecutor(access.connections, "rasters")
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._quiet: dict[str, float] = {}
        self._stores: ObjectStores | None = None

    def close(self) -> None:
        """Give up what is under way and close the connections."""
        self._closed.set()
        self._threads.shutdown(cancel_futures=True)
        self._http.close()

    def submit(self, href: str, start: int, length: int) -> Future[Part]:
        """``part``, in a thread."""
        return self._threads.submit(self.part, href, start, length)

    def part(self, href: str, start: int, length: int) -> Part:
        """Bytes of a file, by as many attempts as are allowed. Raises NotServed."""
        refused: str | None = None
        failure = Failure("not asked")
        for attempt in range(self._access.attempts):
            address = self._address(href, refused)
            self._keep_quiet(address)
            answer = self._asked(address, start, length)
            if isinstance(answer, Part):
                return answer
            failure = answer
            if failure.refused and self._access.sign is not None and refused is None:
                refused = address
            elif not failure.again or (failure.wait or 0) > PATIENCE:
                break
            elif attempt < self._access.attempts - 1:
                self._be_quiet(address, failure.wait, attempt)
        raise NotServed(href, failure.reason)

    def _address(self, href: str, refused: str | None) -> str:
        return href if self._access.sign is None else self._access.sign(href, refused)

    def _asked(self, address: str, start: int, length: int) -> Part | Failure:
        if urlsplit(address).scheme in ("http", "https"):
            return self._http.part(address, start, length)
        with self._lock:
            if self._stores is None:
                from rsteller_core.rasters.fetching.objectstores import ObjectStores

                self._stores = ObjectStores(self._access.storage, self._access.timeout)
        return self._stores.part(address, start, length)

    def _be_quiet(self, address: str, wait: float | None, attempt: int) -> None:
        """Wait before the next attempt; all others wait too where the server said how long."""
        if wait is not None:
            host = urlsplit(address).netloc
            with self._lock:
                self._quiet[host] = max(self._quiet.get(host, 0.0), time.monotonic() + wait)
            return
        # By chance, so that what failed together is not asked for together.
        self._sleep(FIRST_WAIT * 2**attempt * random.uniform(0.5, 1.0))

    def _keep_quiet(self, address: str) -> None:
        self._sleep(self._quiet.get(urlsplit(address).netloc, 0.0) - time.monotonic())

    def _sleep(self, seconds: float) -> None:
        if seconds > 0 and self._closed.wait(seconds):
            raise NotServed("", "closed while waiting")
