"""What the client can be told."""

from __future__ import annotations

import os
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, field_validator

from rsteller_core import BackendError, Options

Structure = Literal[
    "auto",
    "json_schema",
    "structured_outputs",
    "guided_json",
    "json_object_schema",
    "json_object",
    "none",
]


def _listed(value: object) -> object:
    """``A,B`` as it is typed, or a list as it stands in a file."""
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


class OpenAIOptions(Options):
    """The options of `openai`."""

    url: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(
        min_length=1,
        description="the server's URL, for example http://localhost:8000/v1; several, separated "
        "by commas, share the work",
    )
    model: str = Field(min_length=1, description="the model, as the server calls it")
    annotator: str | None = Field(
        None, description="the full id under which captions are published; by default the model"
    )
    api_key: SecretStr | None = Field(None, description="the key that the server asks for")
    api_key_variable: str | None = Field(
        None, description="the environment variable that holds the key"
    )
    temperature: float = Field(0.7, ge=0, description="how freely it chooses its words; 0: not")
    top_p: float = Field(1.0, gt=0, le=1, description="the share of likely words it chooses from")
    max_tokens: int = Field(400, ge=1, description="the longest answer, in tokens")
    extra: dict[str, Any] = Field(
        {}, description="further fields of every request: {top_k = 40}, as the server knows them"
    )
    structure: Structure = Field(
        "auto", description="how the server is asked for a structure (auto: what it holds to)"
    )
    at_once: int = Field(
        1024, ge=1, description="requests under way at one server, at most; the level is found"
    )
    timeout: float = Field(300, gt=0, description="seconds after which an answer is given up")
    tries: int = Field(5, ge=1, description="how often a request that fails is sent, at most")
    patience: float = Field(
        600, ge=0, description="seconds without any answer after which the run stops"
    )

    @field_validator("url")
    @classmethod
    def _are_urls(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_url(text) for text in urls)

    def key(self) -> str | None:
        """The key, wherever it stands. Raises BackendError where its variable is not set."""
        if self.api_key is not None:
            return self.api_key.get_secret_value()
        if self.api_key_variable is None:
            return None
        key = os.environ.get(self.api_key_variable)
        if not key:
            raise BackendError(
                f"llm.api_key_variable: the environment has no {self.api_key_variable}: "
                f"export {self.api_key_variable}=..."
            )
        return key


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{text!r} is no URL of a server, like http://localhost:8000/v1")
    if parts.username or parts.password:
        raise ValueError("a URL holds no secrets: give the key as llm.api_key_variable")
    if parts.query or parts.fragment:
        raise ValueError(f"{text!r} is no URL of an API: it ends with its path, like /v1")
    # Nearly every server has its API there, and people leave it out.
    return text.rstrip("/") if parts.path.strip("/") else f"{text.rstrip('/')}/v1"
