"""The items of a place and time, out of an API, a static catalogue or a stac-geoparquet file."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import shapely
from shapely import Geometry

from rsteller_core.catalogues.items import StacItem, item_from_json, resolved
from rsteller_core.catalogues.options import StacOptions
from rsteller_core.catalogues.web import catalogue_io, read_document, reason_of
from rsteller_core.errors import InputError
from rsteller_core.values import SceneQuery, Skipped

PAGE = 250
"""How many items are asked for at once."""
CORNERS = 500
"""More corners than servers like in a question: what is asked is then drawn more coarsely."""

Filters = Mapping[str, Mapping[str, Any]]


def find_items(
    options: StacOptions, query: SceneQuery, filters: Filters
) -> Iterator[StacItem | Skipped]:
    """The items of a catalogue, perhaps of more than the place and time: the caller looks again.

    ``filters`` are of the query extension ({"eo:cloud_cover": {"lte": 20}}), for servers that
    know it. Documents that cannot be read come as Skipped. Raises InputError where the catalogue
    cannot be asked at all, or has no end.
    """
    if options.catalogue.split("?")[0].endswith((".parquet", ".geoparquet")):
        from rsteller_core.catalogues.geoparquet import items_of_parquet

        yield from items_of_parquet(options.catalogue, query, options.store_settings)
        return
    first = read_document(options.catalogue, options.store_settings)
    if any(link.get("rel") == "items" for link in first.get("links", ())):
        raise InputError(
            f"{options.catalogue} is one collection of an API: give the API's own address, and "
            f"the collection's id by -o source.collection={first.get('id')}"
        )
    yield from _asked(options, query, filters) if _is_api(first) else _walked(options, first)


def _is_api(document: Mapping[str, Any]) -> bool:
    return any(link.get("rel") == "search" for link in document.get("links", ()))


def _asked(options: StacOptions, query: SceneQuery, filters: Filters) -> Iterator[StacItem]:
    """The pages of an API, each with new items, or else it goes round in circles."""
    from pystac_client import Client
    from pystac_client.exceptions import APIError
    from pystac_client.warnings import PystacClientWarning

    where = options.catalogue
    if query.aoi is None:
        raise InputError(f"{where} holds the world: say which place: --aoi W,S,E,N or FILE")
    known: set[str] = set()
    io = catalogue_io()
    try:
        with warnings.catch_warnings():
            # What a server says of itself is often incomplete; that it can search, it has said.
            warnings.simplefilter("ignore", PystacClientWarning)
            search = _search(Client.open(where, stac_io=io), options.collection, query, filters)
        for page in search.pages_as_dicts():
            fresh = [raw for raw in page["features"] if raw["id"] not in known]
            if page["features"] and not fresh:
                raise InputError(f"{where} goes round in circles: it gives the same page again")
            known.update(raw["id"] for raw in fresh)
            yield from (item_from_json(raw, where) for raw in fresh)
    except (APIError, KeyError, ValueError) as error:
        raise InputError(f"{where} cannot be asked: {reason_of(error)}") from error
    finally:
        io.session.close()


def _search(
    client: Any,  # noqa: ANN401 - a Client, which is loaded late
    collection: str,
    query: SceneQuery,
    filters: Filters,
) -> Any:  # noqa: ANN401 - an ItemSearch
    """The question, not yet asked."""
    return client.search(
        collections=[collection],
        intersects=json.loads(shapely.to_geojson(_coarse(query.aoi))),
        datetime=_interval(query),
        limit=PAGE,
        query=dict(filters) if filters and client.conforms_to("QUERY") else None,
    )


def _coarse(aoi: Geometry) -> Geometry:
    """The area, or one around it with fewer corners."""
    if shapely.get_num_coordinates(aoi) <= CORNERS:
        return aoi
    hulls = shapely.union_all(shapely.convex_hull(shapely.get_parts(aoi)))
    if shapely.get_num_coordinates(hulls) <= CORNERS:
        return hulls
    return shapely.union_all([shapely.box(*part.bounds) for part in shapely.get_parts(hulls)])


def _interval(query: SceneQuery) -> str | None:
    """The time, widened to whole seconds: servers differ in how finely they read it."""
    if query.start is None and query.end is None:
        return None
    start = _text(query.start) if query.start else ".."
    end = _text(query.end + timedelta(seconds=1)) if query.end else ".."
    return f"{start}/{end}"


def _text(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _walked(options: StacOptions, first: Mapping[str, Any]) -> Iterator[StacItem | Skipped]:
    """All items under a document: each document once, however the links run."""
    known = {options.catalogue}
    ahead = [options.catalogue]
    while ahead:
        href = ahead.pop()
        try:
            is_first = href == options.catalogue
            document = first if is_first else read_document(href, options.store_settings)
        except InputError as error:
            yield Skipped(href, str(error).replace(href, "").strip())
            continue
        kind = document.get("type")
        if kind == "FeatureCollection":
            yield from (item_from_json(raw, href) for raw in document.get("features", ()))
        elif kind == "Feature":
            yield item_from_json(document, href)
        elif kind not in ("Catalog", "Collection"):
            yield Skipped(href, "no STAC catalogue, collection or item")
        elif kind == "Catalog" or document.get("id") == options.collection:
            for below in reversed(_below(document, href)):
                if below not in known:
                    known.add(below)
                    ahead.append(below)


def _below(document: Mapping[str, Any], href: str) -> list[str]:
    links = document.get("links", ())
    return [resolved(link["href"], href) for link in links if link.get("rel") in ("child", "item")]
