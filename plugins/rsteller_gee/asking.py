"""Asking Earth Engine: on whose account, and what its refusals mean."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rsteller_core import InputError
from rsteller_gee.options import GeeOptions

STEP = 300
"""Seconds that Earth Engine may take for one request."""
CREDENTIALS = (
    "source 'gee' needs credentials: type `earthengine authenticate`, then "
    "`earthengine set_project PROJECT` (or -o source.project=PROJECT); "
    "for a service account, -o source.service_account=KEY.json"
)
SCOPES = ("https://www.googleapis.com/auth/earthengine.readonly",)
FORBIDDEN = (401, 403)

_lock = threading.Lock()
_connected: tuple[object, ...] = ()


class Refused(Exception):
    """A request that failed for good: ``status`` of HTTP, or None where there was no answer."""

    def __init__(self, status: int | None, message: str) -> None:
        self.status = status
        self.message = " ".join(message.split())
        super().__init__(self.message)


def connect(options: GeeOptions) -> None:
    """Open the connection of this process, if it is not the one that is open.

    Raises InputError: the client library knows one account at a time.
    """
    import ee

    global _connected
    wanted = (options.url, options.project, options.service_account, options.attempts)
    with _lock:
        if _connected == wanted and ee.data.is_initialized():
            return
        ee.Reset()
        ee.data.setMaxRetries(options.attempts - 1)
        try:
            with asking():
                ee.Initialize(_credentials(options), url=options.url, project=options.project)
                ee.data.setDeadline(STEP * 1000)
        except Refused as refused:
            raise InputError(explained(refused, options)) from refused
        _connected = wanted


def _credentials(options: GeeOptions) -> Any:  # noqa: ANN401 - google-auth's, loaded late
    """The key of a service account, or what the user's own credentials are called."""
    if options.service_account is None:
        return "persistent"
    from google.oauth2.service_account import Credentials

    path = options.service_account.expanduser()
    try:
        return Credentials.from_service_account_file(path, scopes=SCOPES)  # type: ignore[no-untyped-call]
    except (ValueError, KeyError) as error:
        raise InputError(f"source.service_account: {path} is no key file: {error}") from error


@contextmanager
def asking() -> Iterator[None]:
    """Turn what the client library raises into Refused."""
    import ee
    from google.auth.exceptions import GoogleAuthError, TransportError

    try:
        yield
    except ee.EEException as error:
        # The library keeps the words of an answer; its status stands in what it handled.
        response = getattr(error.__context__, "resp", None)
        raise Refused(int(response.status) if response else None, str(error)) from error
    except TransportError as error:
        raise Refused(None, f"it cannot be reached: {error}") from error
    except GoogleAuthError as error:
        raise Refused(401, str(error)) from error
    except OSError as error:
        raise Refused(None, f"it cannot be reached: {error}") from error


def explained(refused: Refused, options: GeeOptions) -> str:
    """What a user can do about it, in a sentence."""
    said = refused.message[:300]
    if "authenticate" in said or "no project found" in said or refused.status == 401:
        return f"{CREDENTIALS} ({said})"
    if refused.status == 403:
        return (
            f"Earth Engine refuses: {said}; register the project "
            f"({options.project or 'that of your credentials'}) for Earth Engine, or name another: "
            "-o source.project=PROJECT"
        )
    if refused.status == 404:
        return f"Earth Engine has no image collection {options.collection}: {said}"
    if refused.status == 429:
        return f"the quota of Earth Engine is used up, wait or ask for more: {said}"
    return f"Earth Engine cannot be asked: {said}"
