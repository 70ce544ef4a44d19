"""Text from the map as quoted data, which can act as nothing else."""

from __future__ import annotations

import json
import re

_ACTIVE = re.compile(r"[<>{}\[\]|`]")


def quoted(text: str) -> str:
    """The text as a JSON string in which no mark of a template, of markup or of a model's own
    control words is left: these become escapes. Letters of any script stay as they are.
    """
    plain = json.dumps(text, ensure_ascii=False)
    return _ACTIVE.sub(lambda mark: f"\\u{ord(mark[0]):04x}", plain)
