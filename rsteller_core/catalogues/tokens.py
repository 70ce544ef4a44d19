"""SAS tokens for images in Azure's blob storage: one for a collection, kept until it ends."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from rsteller_core.catalogues.web import get, reason_of
from rsteller_core.errors import InputError

PLANETARY_COMPUTER = "https://planetarycomputer.microsoft.com/api/sas/v1/token/"
BLOBS = ".blob.core.windows.net"
EARLY = timedelta(minutes=5)
"""A token is renewed so long before it ends, so that none ends under way."""


class SasTokens:
    """Signs addresses with the token that a service gives for a collection.

    One token serves all images: a token for each would soon be refused. For several threads.
    """

    def __init__(self, collection: str, address: str | None) -> None:
        self._address = address or PLANETARY_COMPUTER + collection
        self._everything = address is not None
        self._lock = threading.Lock()
        self._token = ""
        self._ends = datetime.min.replace(tzinfo=UTC)

    def __call__(self, href: str, refused: str | None) -> str:
        """The address to ask for this href; see ``Signer``."""
        if not self._needs_token(href):
            return href
        with self._lock:
            if refused is not None and self._token and refused.endswith(self._token):
                self._token = ""
            if not self._token or datetime.now(UTC) >= self._ends - EARLY:
                self._token, self._ends = self._asked()
            return f"{href}?{self._token}"

    def _needs_token(self, href: str) -> bool:
        parts = urlsplit(href)
        if parts.scheme not in ("http", "https") or parts.query:
            return False
        return self._everything or (parts.hostname or "").endswith(BLOBS)

    def _asked(self) -> tuple[str, datetime]:
        from requests import RequestException

        try:
            said = get(self._address).json()
            return said["token"], datetime.fromisoformat(said["msft:expiry"])
        except (RequestException, KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"no token for the images from {self._address}: {reason_of(error)}"
            ) from error
