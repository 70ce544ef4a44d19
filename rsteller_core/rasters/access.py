"""How files at a distance are asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

REMOTE = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)
SIGNED = re.compile(r"[?&](sig|X-Amz-Signature|X-Goog-Signature)=", re.IGNORECASE)


class Signer(Protocol):
    """What adds to a href the token that its server asks for.

    ::

        def sign(href: str, refused: str | None) -> str:
            if refused is not None:
                tokens.let_go(of=refused)
            return f"{href}?{tokens.current()}"

    Called before every request, from several threads at once: keep the token. ``refused`` is what
    it last gave for this href, if the server has answered that with 401 or 403: make a new token
    then, unless that was done since. The result is used for one request and written nowhere. What
    it raises under ``RstellerError`` ends the run.
    """

    def __call__(self, href: str, refused: str | None) -> str:
        """The address to ask for this href."""


@dataclass(frozen=True, slots=True)
class Access:
    """How a source's files are asked for over HTTP(S), S3 (``s3://``), Azure (``az://``,
    ``abfs://``) and Google Cloud (``gs://``).

    ``headers`` go with every HTTP request. ``sign`` makes the address to ask from a href; see
    ``Signer``. ``storage`` are settings of the object store by obstore's names (``region``,
    ``skip_signature``, ``account_name``), beside those it takes from the environment.
    ``connections`` is how many requests are under way at once for one source. ``attempts`` is how
    often one is made before the windows that need it are skipped: again after a reset, a time-out,
    a body cut short, 408, 429 and 5xx, after as long as the server says (``Retry-After``) or
    after a wait that doubles. ``timeout`` is for each step of a request, in seconds.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    sign: Signer | None = None
    storage: Mapping[str, str] = field(default_factory=dict)
    connections: int = 8
    attempts: int = 6
    timeout: float = 30.0


def is_remote(href: object) -> bool:
    """Whether this is an address and not the path of a file."""
    return isinstance(href, str) and bool(REMOTE.match(href))


def unsigned(href: str) -> str:
    """A href without the token that a catalogue may have signed it with: a scene holds none."""
    return href.partition("?")[0] if SIGNED.search(href) else href
