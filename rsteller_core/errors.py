"""The errors of rsteller: each message is one the user can act on.

::

    RstellerError
    ├── ConfigError            the command, the configuration file or an option is wrong   exit 2
    ├── PluginError            a plugin cannot be used
    │   └── MissingExtra       a plugin needs a package that is not installed
    ├── InputError             a file, a place or a service does not give what was asked of it
    │   └── NotServed          a server does not give a file or a part of it
    ├── BackendError           a language model cannot be used
    ├── OutputError            the output folder cannot be used
    │   └── RunMismatch        the folder holds a run with other options
    └── TooManyFailures        more went wrong than the stated share allows

All others exit with 1. What is none of these is a programming error and is never caught.
"""

from __future__ import annotations

from collections.abc import Sequence


class RstellerError(Exception):
    """What rsteller raises for something that its user can mend."""

    exit_code = 1


class ConfigError(RstellerError):
    """Mistakes in what the user asked for, all of them at once (``problems``)."""

    exit_code = 2

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class PluginError(RstellerError):
    """A plugin that cannot be used, and why."""


class MissingExtra(PluginError):
    """A package is missing that a plugin needs; the message holds the command to type."""


class InputError(RstellerError):
    """A file, a place or a service that does not give what was asked of it."""


class NotServed(InputError):
    """A server does not give a file or a part of it; ``reason`` can be counted, without names."""

    def __init__(self, href: str, reason: str) -> None:
        self.href = href
        self.reason = reason
        super().__init__(f"{href}: {reason}")

    def __reduce__(self) -> tuple[type[NotServed], tuple[str, str]]:
        return type(self), (self.href, self.reason)


class BackendError(RstellerError):
    """A language model that cannot be used at all (a single bad answer is data, not this)."""


class OutputError(RstellerError):
    """The output folder cannot be used: read-only, full, in use."""


class RunMismatch(OutputError):
    """The output folder holds a run with other options."""


class TooManyFailures(RstellerError):
    """More was left out than the stated share allows."""
