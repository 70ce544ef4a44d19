"""The description of a dataset for machines: Croissant 1.1 with the terms of GeoCroissant 1.0."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "geocr": "http://mlcommons.org/croissant/geo/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        term: f"cr:{term}"
        for term in (
            *("citeAs", "column", "containedIn", "equivalentProperty", "extract", "field"),
            *("fileObject", "fileProperty", "fileSet", "format", "includes", "isLiveDataset"),
            *("jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
            *("repeated", "replace", "samplingRate", "separator", "source", "subField"),
            "transform",
        )
    },
}
_TYPES = {
    "key": ("sc:Text", "the sample's key: its patch id"),
    "split": ("sc:Text", "the split that the sample is in"),
    "shard": ("sc:Text", "the tar file that holds the sample"),
    "scene": ("sc:Text", "the image that the patch was cut from"),
    "acquired": ("sc:DateTime", "when the image was taken"),
    "gsd": ("sc:Float", "ground sample distance, meters per pixel"),
    "crs": ("sc:Text", "the patch's coordinate reference system"),
    "captions": ("sc:Integer", "how many captions the sample has"),
}


def croissant(
    folder: Path,
    name: str,
    description: str,
    licences: Sequence[str],
    numbers: Mapping[str, Any],
) -> dict[str, Any]:
    """The document for the published files that lie in ``folder``; ``numbers`` are its
    statistics. Paths are relative to the folder.
    """
    shards = sorted((folder / "shards").glob("*.tar"))
    west, south, east, north = numbers["bounds"] or (-180, -90, 180, 90)
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/geo/1.0",
        ],
        "name": name,
        "description": description,
        "license": list(licences),
        "url": ".",
        "version": "1.0.0",
        "spatialCoverage": {
            "@type": "Place",
            "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"},
        },
        # The index is in lon/lat; the column ``crs`` names that of each patch.
        "geocr:coordinateReferenceSystem": "OGC:CRS84",
        "geocr:spatialResolution": _resolution(numbers["gsd"]),
        "geocr:bandConfiguration": {
            "@type": "geocr:BandConfiguration",
            "geocr:totalBands": 3,
            "geocr:bandNameList": ["red", "green", "blue"],
        },
        "distribution": [
            _file(folder, folder / "index.parquet", "application/x-parquet"),
            *(_file(folder, shard, "application/x-tar") for shard in shards),
            _members("images", "*.jpg", "image/jpeg", shards),
            _members("records", "*.json", "application/json", shards),
        ],
        "recordSet": [_samples(), _images()],
    }
    if numbers["acquired"]:
        document["temporalCoverage"] = "/".join(numbers["acquired"])
    return document


def _resolution(gsd: Sequence[float]) -> dict[str, Any]:
    low, high = gsd or (0, 0)
    value = {"value": low} if low == high else {"minValue": low, "maxValue": high}
    return {"@type": "QuantitativeValue", **value, "unitText": "m"}


def _file(folder: Path, path: Path, encoding: str) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    place = path.relative_to(folder).as_posix()
    return {
        "@type": "cr:FileObject",
        "@id": place,
        "name": place,
        "contentUrl": place,
        "encodingFormat": encoding,
        "sha256": digest,
    }


def _members(name: str, pattern: str, encoding: str, shards: Sequence[Path]) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": name,
        "name": name,
        "containedIn": [{"@id": f"shards/{shard.name}"} for shard in shards],
        "encodingFormat": encoding,
        "includes": pattern,
    }


def _samples() -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": "samples",
        "name": "samples",
        "description": "One row a sample, from the GeoParquet index.",
        "key": {"@id": "samples/key"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"samples/{column}",
                "name": column,
                "description": meaning,
                "dataType": kind,
                "source": {
                    "fileObject": {"@id": "index.parquet"},
                    "extract": {"column": column},
                },
            }
            for column, (kind, meaning) in _TYPES.items()
        ],
    }


def _images() -> dict[str, Any]:
    key = {"fileProperty": "filename"}
    return {
        "@type": "cr:RecordSet",
        "@id": "patches",
        "name": "patches",
        "description": "The image of each sample.",
        "field": [
            {
                "@type": "cr:Field",
                "@id": "patches/key",
                "name": "key",
                "description": "the sample's key, which the index holds, too",
                "dataType": "sc:Text",
                "references": {"field": {"@id": "samples/key"}},
                "source": {
                    "fileSet": {"@id": "images"},
                    "extract": key,
                    "transform": {"regex": r"^([^/.]+)"},
                },
            },
            {
                "@type": "cr:Field",
                "@id": "patches/image",
                "name": "image",
                "description": "the patch, north up, RGB",
                "dataType": "sc:ImageObject",
                "source": {
                    "fileSet": {"@id": "images"},
                    "extract": {"fileProperty": "content"},
                },
            },
        ],
    }
