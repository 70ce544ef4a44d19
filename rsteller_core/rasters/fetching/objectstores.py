"""Parts of files in object stores: S3, Azure, Google Cloud."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from rsteller_core.errors import InputError, MissingExtra
from rsteller_core.rasters.fetching.http import AGENT, Failure, Part

GONE = "the server has no such file (404)"
REFUSED = "the server refuses access (403)"
_STATUS = re.compile(r"status code: (\d{3})\b")


class ObjectStores:
    """One client for each bucket, with the credentials of the environment."""

    def __init__(self, settings: Mapping[str, str], timeout: float) -> None:
        self._settings = settings
        self._timeout = timeout
        self._known: dict[str, Any] = {}

    def part(self, address: str, start: int, length: int) -> Part | Failure:
        """One request for a part of a file."""
        import obstore
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        parts = urlsplit(address)
        store = self._store(f"{parts.scheme}://{parts.netloc}")
        try:
            answer = obstore.get(
                store, parts.path.lstrip("/"), options={"range": (start, start + length)}
            )
            return Part(bytes(answer.bytes()), int(answer.meta["size"]))
        except FileNotFoundError:
            return Failure(GONE)
        except (PermissionDeniedError, UnauthenticatedError):
            return Failure(REFUSED, refused=True)
        except BaseError as error:
            return _failure(str(error))

    def _store(self, bucket: str) -> Any:  # noqa: ANN401 - one of obstore's four
        if bucket not in self._known:
            self._known[bucket] = self._made(bucket)
        return self._known[bucket]

    def _made(self, bucket: str) -> Any:  # noqa: ANN401 - one of obstore's four
        try:
            from obstore.exceptions import BaseError
            from obstore.store import from_url
        except ImportError:
            raise MissingExtra(
                f"{bucket} needs obstore: pip install 'rsteller[objectstores]'"
            ) from None
        settings: Any = dict(self._settings)
        plain = settings.get("endpoint", "").startswith("http:")
        wait = timedelta(seconds=self._timeout)
        try:
            return from_url(
                bucket,
                config=settings,
                client_options={"user_agent": AGENT, "allow_http": plain, "timeout": wait},
                # Attempts are counted by the caller.
                retry_config={"max_retries": 0, "retry_timeout": wait},
            )
        except BaseError as error:
            raise InputError(f"{bucket} cannot be opened: {error}") from error


def _failure(text: str) -> Failure:
    """The client tells what happened in words alone, among them the address and a duration."""
    told = _STATUS.search(text)
    status = told[1] if told else ""
    if status == "416" or "<Code>InvalidRange<" in text:
        return Failure("the file ends before this part")
    if status == "429" or "<Code>SlowDown<" in text:
        return Failure("asked too often (429)", again=True)
    if "credential" in text.lower():
        return Failure("no credentials for the object store")
    return Failure("the connection broke off", again=True)
