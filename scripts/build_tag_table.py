"""Make `rsteller_core/tags/table.json` out of the OpenStreetMap tagging schema.

    python scripts/build_tag_table.py SCHEMA_DIR [OUT]

SCHEMA_DIR holds the files of the npm package `@openstreetmap/id-tagging-schema` (its `dist`
folder and `package.json`), each named `id-tagging-schema-<file>`. The same files give the same
bytes. The schema is under the ISC licence; its notice ships beside the table.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Preset = dict[str, Any]

OUT = Path(__file__).parent.parent / "rsteller_core" / "tags" / "table.json"

# Keys whose presence on a closed way says 'line', whatever presets say: iD's own list.
LINE_KEYS = {"barrier", "highway", "footway", "railway", "junction", "type"}

# The schema itself marks discarded keys only in its export for taginfo.
DISCARDED_MARK = "(discarded tag)"

GEOMETRIES = {"area": "area", "line": "line", "point": "point", "vertex": "point"}


def main(arguments: list[str]) -> None:
    schema = Path(arguments[0])
    out = Path(arguments[1]) if len(arguments) > 1 else OUT
    out.write_text(table_text(schema), encoding="utf-8", newline="\n")


def table_text(schema: Path) -> str:
    """The table as JSON text, one preset, key or rule a line."""
    presets = read(schema, "presets.min")
    names = read(schema, "en")["en"]["presets"]["presets"]
    package = read(schema, "package")
    parts = {
        "schema": compact(f"{package['name']} {package['version']}"),
        "presets": one_a_line([row(key, presets, names) for key in kept(presets)]),
        "area_keys": keyed(area_keys(presets)),
        "deprecated": one_a_line(
            [[rule["old"], rule.get("replace", {})] for rule in read(schema, "deprecated.min")]
        ),
        "discarded": compact(discarded(read(schema, "taginfo")["tags"])),
    }
    return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in parts.items()) + "\n}\n"


def read(schema: Path, name: str) -> Any:  # noqa: ANN401 - whatever JSON the file holds
    return json.loads((schema / f"id-tagging-schema-{name}.json").read_text(encoding="utf-8"))


def kept(presets: dict[str, Preset]) -> Iterator[str]:
    """The presets that say what an area, a line or a point is: no templates, no fallbacks."""
    for key, preset in presets.items():
        tags = preset["tags"]
        fallback = not tags or set(tags) <= {"area", "addr:*"}
        if not key.startswith("@") and not fallback and geometry(preset):
            yield key


def row(key: str, presets: dict[str, Preset], names: dict[str, Preset]) -> list[Any]:
    """`[name, geometry, tags, score, also]`; the last two only where they say something.

    `also`: tags that the schema adds when an editor picks the preset. They need not be there
    for a match, and make it a better one when they are.
    """
    preset = presets[key]
    tags = preset["tags"]
    also = {k: v for k, v in preset.get("addTags", {}).items() if k not in tags and v != "*"}
    columns = [name(key, presets, names), geometry(preset), tags, preset.get("matchScore", 1)]
    if also:
        return [*columns, also]
    return columns if columns[-1] != 1 else columns[:-1]


def name(key: str, presets: dict[str, Preset], names: dict[str, Preset]) -> str:
    """The English name; `{other/preset}` stands for that preset's name."""
    text: str = presets[key].get("name") or names[key]["name"]
    return name(text[1:-1], presets, names) if text.startswith("{") else text


def geometry(preset: Preset) -> str:
    kinds = {GEOMETRIES[kind] for kind in preset["geometry"] if kind in GEOMETRIES}
    return " ".join(sorted(kinds))


def area_keys(presets: dict[str, Preset]) -> dict[str, list[str]]:
    """Keys that make a closed way an area, each with the values that do not.

    The rule that iD publishes: the first key of every preset for areas, but for those of
    `LINE_KEYS`; excepted are the values that a preset for lines sets, by its tags or added tags.
    Presets that another one replaces do not count.
    """
    current = [preset for preset in presets.values() if "replacement" not in preset]
    found: dict[str, set[str]] = {}
    for preset in current:
        key = next(iter(preset["tags"]), None)
        if key and key not in LINE_KEYS and "area" in preset["geometry"]:
            found.setdefault(key, set())
    for preset in current:
        if "line" in preset["geometry"]:
            sets: dict[str, str] = preset.get("addTags") or preset["tags"]
            for key, value in sets.items():
                if key in found and value != "*":
                    found[key].add(value)
    return {key: sorted(values) for key, values in sorted(found.items())}


def discarded(taginfo: list[dict[str, Any]]) -> list[str]:
    return sorted({tag["key"] for tag in taginfo if DISCARDED_MARK in tag.get("description", "")})


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def one_a_line(rows: list[Any]) -> str:
    return "[\n" + ",\n".join(map(compact, rows)) + "\n]"


def keyed(values: dict[str, Any]) -> str:
    return "{\n" + ",\n".join(f"{compact(k)}:{compact(v)}" for k, v in values.items()) + "\n}"


if __name__ == "__main__":
    main(sys.argv[1:])
