"""A server that speaks the part of Earth Engine's REST interface that the plugin uses.

The client library is the real one: it reads the discovery document, signs itself in with the key of
a service account, lists assets and computes pixels of expressions, which are evaluated here on
GeoTIFFs. Errors have the bodies that Google's servers give.
"""

from __future__ import annotations

import io
import json
import re
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import ee
import numpy as np
import rasterio
import shapely
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from imagery_servers import Reply, Served, json_reply, serving
from rasterio.windows import Window
from shapely.geometry import shape

LIMIT = 50_331_648
PUBLIC = "projects/earthengine-public/assets/"
STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
QUOTA = "Too many concurrent aggregations."
PERMISSION = (
    "Caller does not have required permission to use project demo-project. Grant the caller the "
    "roles/serviceusage.serviceUsageConsumer role"
)


def error(status: int, message: str) -> Reply:
    """The body of an error, as Google's servers give it."""
    said = {"code": status, "message": message, "status": STATUS[status]}
    return json_reply({"error": said}, status)


@dataclass
class EarthEngine:
    """What is served, and what goes wrong: ``faults`` are replies to the next computePixels."""

    served: Served | None = None
    images: dict[str, Path] = field(default_factory=dict)
    assets: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: deque[Reply] = field(default_factory=deque)
    refuse: Reply | None = None
    page: int = 2
    endless: bool = False
    seconds: float = 0.0
    crowd: int = 0  # so many are waited for, as long as ``seconds``, before any is answered
    most: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        assert self.served
        return self.served.url

    def asked(self, what: str) -> list[tuple[str, str, bytes]]:
        assert self.served
        return [request for request in self.served.asked if what in request[1]]

    def add(self, collection: str, path: Path, bands: list[str], start: str, **properties) -> str:
        """Serve a raster as an image of a collection; its name there."""
        with rasterio.open(path) as raster:
            grid = {
                "crsCode": f"EPSG:{raster.crs.to_epsg()}",
                "dimensions": {"width": raster.width, "height": raster.height},
                "affineTransform": dict(
                    zip(
                        ("scaleX", "shearX", "translateX", "shearY", "scaleY", "translateY"),
                        raster.transform[:6],
                        strict=True,
                    )
                ),
            }
            from pyproj import Transformer

            lonlat = Transformer.from_crs(raster.crs, "EPSG:4326", always_xy=True)
            edge = shapely.segmentize(shapely.box(*raster.bounds), raster.width * raster.res[0] / 8)
            outline = shapely.transform(edge, lambda xy: np.column_stack(lonlat.transform(*xy.T)))
            most = 255 if raster.dtypes[0] == "uint8" else 65535
        name = f"{PUBLIC}{collection}/{path.stem}"
        kind = {"precision": "INT", "range": {"max": most}}
        self.images[name] = path
        self.assets[name] = {
            "type": "IMAGE",
            "name": name,
            "id": name.removeprefix(PUBLIC),
            "startTime": start,
            "endTime": start,
            "geometry": json.loads(shapely.to_geojson(outline)),
            "bands": [{"id": band, "dataType": kind, "grid": grid} for band in bands],
            "properties": properties,
        }
        return name

    # What is asked

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        parts = urlsplit(path)
        if parts.path == "/token":
            return json_reply({"access_token": "signed-in", "expires_in": 3600, "token_type": "B"})
        if headers.get("authorization") != "Bearer signed-in":
            return error(401, "Request is missing required authentication credential.")
        if parts.path == "/$discovery/rest":
            return json_reply(discovery(self.url))
        if self.refuse is not None:
            return self.refuse
        if parts.path.endswith("/algorithms"):
            return Reply(200, ALGORITHMS.read_bytes(), {"Content-Type": "application/json"})
        if parts.path.endswith(":listAssets"):
            # The client sends what is too long for an address in the body.
            long = headers.get("x-http-method-override") == "GET"
            query = body.decode() if long else parts.query
            return self._list(unquote(parts.path), parse_qs(query))
        if parts.path.endswith("/image:computePixels"):
            return self._compute(json.loads(body))
        return error(404, f"no method at {parts.path}")

    def _list(self, path: str, query: dict[str, list[str]]) -> Reply:
        parent = path.removeprefix("/v1/").removesuffix(":listAssets")
        here = [a for name, a in sorted(self.assets.items()) if name.startswith(f"{parent}/")]
        if not here:
            return error(404, f"ImageCollection.load: asset '{parent}' not found")
        found = [a for a in here if _passes(a, query.get("filter", [""])[0])]
        first = int(query.get("pageToken", ["0"])[0])
        reply: dict[str, Any] = {"assets": found[first : first + self.page]}
        if self.endless:
            reply = {"assets": found, "nextPageToken": str(first)}
        elif first + self.page < len(found):
            reply["nextPageToken"] = str(first + self.page)
        return json_reply(reply)

    def _compute(self, request: Mapping[str, Any]) -> Reply:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            fault = self.faults.popleft() if self.faults else None
        try:
            end = time.monotonic() + self.seconds
            while time.monotonic() < end and not (self.crowd and self._now >= self.crowd):
                time.sleep(0.01)
            return fault or self._pixels(request)
        finally:
            with self._lock:
                self._now -= 1

    def _pixels(self, request: Mapping[str, Any]) -> Reply:
        bands = Evaluation(self.images, request["grid"]).of(request["expression"])
        kind = np.dtype([(name, values.dtype) for name, (values, _) in bands.items()])
        size = request["grid"]["dimensions"]
        total = size["width"] * size["height"] * kind.itemsize
        if total > LIMIT:
            said = (
                f"Total request size ({total} bytes) must be less than or equal to {LIMIT} bytes."
            )
            return error(400, said)
        assert request["fileFormat"] == "NPY"
        packed = np.zeros((size["height"], size["width"]), kind)
        for name, (values, mask) in bands.items():
            packed[name] = np.where(mask, values, 0)
        out = io.BytesIO()
        np.save(out, packed)
        return Reply(200, out.getvalue(), {"Content-Type": "application/octet-stream"})


ALGORITHMS = Path(ee.__file__).parent / "tests" / "algorithms.json"
"""What the client library's own tests know of the algorithms; it comes with the library."""


def _passes(asset: Mapping[str, Any], text: str) -> bool:
    """Whether an asset passes a filter, as far as the plugin and the tests use them."""
    for clause in text.split(" AND ") if text else ():
        if region := re.fullmatch(r'intersects\("(.*)"\)', clause):
            wanted = shape(json.loads(region[1].replace("'", '"')))
            if not shape(asset["geometry"]).intersects(wanted):
                return False
        elif match := re.fullmatch(r'startTime (>=|<=) "(.*)"', clause):
            earlier, later = sorted((asset["startTime"], match[2]))
            if earlier != later and (match[1] == ">=") != (later == asset["startTime"]):
                return False
        elif match := re.fullmatch(r"properties\.(\w+) *< *([\d.]+)", clause):
            if not asset["properties"][match[1]] < float(match[2]):
                return False
        else:
            raise AssertionError(f"a filter that nobody expects: {clause}")
    return True


class Evaluation:
    """Expressions over images, on one grid: each band is its values and its mask."""

    def __init__(self, images: Mapping[str, Path], grid: Mapping[str, Any]) -> None:
        self._images = images
        self._grid = grid

    def of(self, expression: Mapping[str, Any]) -> Any:
        self._values = expression["values"]
        return self._node(self._values[expression["result"]])

    def _node(self, node: Any) -> Any:
        ((kind, value),) = node.items()
        if kind == "constantValue":
            return value
        if kind == "valueReference":
            return self._node(self._values[value])
        if kind == "arrayValue":
            return [self._node(part) for part in value["values"]]
        assert kind == "functionInvocationValue", kind
        arguments = {name: self._node(part) for name, part in value["arguments"].items()}
        return getattr(self, "_" + value["functionName"].replace(".", "_").lower())(**arguments)

    def _image_load(self, id: str) -> dict[str, Any]:  # noqa: A002
        name = id if id.startswith("projects/") else PUBLIC + id
        with rasterio.open(self._images[name]) as raster:
            size, there = self._grid["dimensions"], self._grid["affineTransform"]
            col = (there["translateX"] - raster.transform.c) / raster.transform.a
            row = (there["translateY"] - raster.transform.f) / raster.transform.e
            assert (there["scaleX"], there["scaleY"]) == (raster.transform.a, raster.transform.e)
            assert max(abs(col - round(col)), abs(row - round(row))) < 1e-6, "on the image's grid"
            window = Window(round(col), round(row), size["width"], size["height"])
            values = raster.read(window=window)
            masks = raster.read_masks(window=window) > 0
        names = BANDS[: len(values)]
        return {n: (v, m) for n, v, m in zip(names, values, masks, strict=True)}

    def _image_select(self, input: Any, bandSelectors: list[str]) -> Any:  # noqa: A002, N803
        return {name: input[name] for name in bandSelectors}

    def _image_mask(self, image: Any) -> Any:
        whole = {name: np.ones_like(mask) for name, (_, mask) in image.items()}
        return {name: (mask.astype(np.float32), whole[name]) for name, (_, mask) in image.items()}

    def _reducer_min(self) -> str:
        return "min"

    def _image_reduce(self, image: Any, reducer: str) -> Any:
        assert reducer == "min"
        values = np.minimum.reduce([values for values, _ in image.values()])
        return {"min": (values, np.ones(values.shape, bool))}

    def _image_constant(self, value: float) -> float:
        return value

    def _image_gt(self, image1: Any, image2: float) -> Any:
        return {name: ((v > image2).astype(np.uint8), m) for name, (v, m) in image1.items()}

    def _image_tobyte(self, value: Any) -> Any:
        return {name: (v.astype(np.uint8), m) for name, (v, m) in value.items()}

    def _image_rename(self, input: Any, names: list[str]) -> Any:  # noqa: A002
        return dict(zip(names, input.values(), strict=True))

    def _image_addbands(self, dstImg: Any, srcImg: Any) -> Any:  # noqa: N803
        return {**dstImg, **srcImg}


BANDS = ["R", "G", "B", "N"]


def discovery(url: str) -> dict[str, Any]:
    """The description of the methods that are served, from which the client makes its own."""

    def method(name: str, verb: str, path: str, *query: str, **more: str) -> dict[str, Any]:
        inside = re.findall(r"\{\+(\w+)\}", path)
        text = {"type": "string"}
        return {
            "id": f"earthengine.projects.{name}",
            "path": path,
            "httpMethod": verb,
            "parameterOrder": inside,
            "parameters": {
                **{part: {**text, "location": "path", "required": True} for part in inside},
                **{part: {**text, "location": "query"} for part in query},
            },
            "response": {"$ref": more.get("response", "Body")},
            **({"request": {"$ref": "Body"}} if verb == "POST" else {}),
        }

    listing = {
        "id": "List",
        "type": "object",
        "properties": {
            "assets": {"type": "array", "items": {"$ref": "Body"}},
            "nextPageToken": {"type": "string"},
        },
    }
    listed = ("filter", "pageSize", "pageToken", "view")
    projects = {
        "algorithms": {"list": method("algorithms.list", "GET", "v1/{+parent}/algorithms")},
        "assets": {
            "get": method("assets.get", "GET", "v1/{+name}"),
            "listAssets": method(
                "assets.listAssets", "GET", "v1/{+parent}:listAssets", *listed, response="List"
            ),
        },
        "image": {
            "computePixels": method(
                "image.computePixels", "POST", "v1/{+project}/image:computePixels"
            )
        },
        "value": {"compute": method("value.compute", "POST", "v1/{+project}/value:compute")},
    }
    return {
        "kind": "discovery#restDescription",
        "name": "earthengine",
        "version": "v1",
        "rootUrl": f"{url}/",
        "servicePath": "",
        "batchPath": "batch",
        "parameters": {
            name: {"type": "string", "location": "query"} for name in ("alt", "prettyPrint")
        },
        "schemas": {"Body": {"id": "Body", "type": "object"}, "List": listing},
        "resources": {
            "projects": {"resources": {name: {"methods": m} for name, m in projects.items()}}
        },
    }


def key_file(path: Path, url: str) -> Path:
    """The key of a service account, whose tokens this server gives."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    said = {
        "type": "service_account",
        "project_id": "demo-project",
        "private_key_id": "1",
        "private_key": pem.decode(),
        "client_email": "robot@demo-project.iam.gserviceaccount.com",
        "token_uri": f"{url}/token",
    }
    path.write_text(json.dumps(said))
    return path


@contextmanager
def earth_engine() -> Iterator[EarthEngine]:
    engine = EarthEngine()
    with serving(engine.answer) as served:
        engine.served = served
        yield engine
