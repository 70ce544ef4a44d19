"""Asking over the web, with patience; addresses of object stores and paths too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rsteller_core.errors import InputError, MissingExtra

if TYPE_CHECKING:
    from pystac_client.stac_api_io import StacApiIO
    from requests import Response
    from urllib3 import Retry

TIMEOUT = 30.0
"""Seconds for each step of a request."""
ATTEMPTS = 5
UNREACHED = {
    "NameResolutionError": "there is no server of this name, or no network",
    "NewConnectionError": "nobody answers there",
    "Read timed out": "the server does not answer in time",
}
"""What the messages of requests come to, which hold them as text."""
BUSY = (408, 429, 500, 502, 503, 504)


def retries() -> Retry:
    """Again after a reset, a time-out, and what a busy server says, each time after twice as long
    or after as long as the server says.
    """
    from urllib3 import Retry

    return Retry(
        total=ATTEMPTS,
        backoff_factor=0.5,
        status_forcelist=BUSY,
        allowed_methods=None,
        raise_on_status=False,
    )


def catalogue_io() -> StacApiIO:
    """What reads a catalogue's documents."""
    from pystac_client.stac_api_io import StacApiIO

    return StacApiIO(timeout=TIMEOUT, max_retries=retries())


def read_document(href: str, storage: Mapping[str, str]) -> dict[str, Any]:
    """A JSON document at an address or a path. Raises InputError."""
    try:
        document = json.loads(read_bytes(href, storage))
    except ValueError:
        raise InputError(f"{href} is not JSON") from None
    if not isinstance(document, dict):
        raise InputError(f"{href} is no STAC document")
    return document


def read_bytes(href: str, storage: Mapping[str, str]) -> bytes:
    """All of a file: at a path, on the web, or in an object store. Raises InputError."""
    try:
        if href.startswith(("http://", "https://")):
            return get(href).content
        if "://" in href:
            return _object(href, storage)
        return Path(href).expanduser().read_bytes()
    except FileNotFoundError:
        raise InputError(f"no such file: {href}") from None
    except OSError as error:  # so are the errors of requests
        raise InputError(f"{href} cannot be read: {reason_of(error)}") from error


def get(address: str) -> Response:
    """What a server answers. Raises requests.RequestException."""
    import requests
    from requests.adapters import HTTPAdapter

    with requests.Session() as session:
        session.mount(address, HTTPAdapter(max_retries=retries()))
        answer = session.get(address, timeout=TIMEOUT)
    answer.raise_for_status()
    return answer


def _object(href: str, storage: Mapping[str, str]) -> bytes:
    try:
        import obstore
        from obstore.exceptions import BaseError
        from obstore.store import from_url
    except ImportError:
        raise MissingExtra(f"{href} needs obstore: pip install 'rsteller[objectstores]'") from None
    parts = urlsplit(href)
    settings: Any = dict(storage)
    plain = settings.get("endpoint", "").startswith("http:")
    try:
        bucket = f"{parts.scheme}://{parts.netloc}"
        store = from_url(bucket, config=settings, client_options={"allow_http": plain})
        return bytes(obstore.get(store, parts.path.lstrip("/")).bytes())
    except BaseError as error:
        raise InputError(f"{href} cannot be read: {reason_of(error)}") from error


def reason_of(error: BaseException) -> str:
    """What went wrong, in one line of bearable length."""
    status = getattr(error, "status_code", None)
    text = " ".join(str(error).split())
    for sign, meaning in UNREACHED.items():
        if status is None and sign in text:
            return meaning
    short = text if len(text) <= 300 else f"{text[:300]} ..."
    return f"the server answers {status}: {short}" if status else short
