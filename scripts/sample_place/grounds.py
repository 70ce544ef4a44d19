"""Textures of ground: each gives the brightness factor (about 1) of every pixel of a spot."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .canvas import Spot
from .noise import Floats, clouds, smooth, speckle, stripes, tint

Texture = Callable[[Spot, BaseGeometry], Floats]


def bearing(shape: BaseGeometry) -> tuple[float, float]:
    """Cosine and sine of the direction of a shape's longest side, as its box shows it."""
    corners = list(shapely.oriented_envelope(shape).exterior.coords)
    sides = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners[:3])]
    dx, dy = max(sides, key=lambda side: (round(math.hypot(*side), 2), side))
    length = math.hypot(dx, dy)
    return dx / length, dy / length


def along(spot: Spot, shape: BaseGeometry) -> tuple[Floats, Floats]:
    """Metres along and across the shape's longest side, from its middle: (rows, columns)."""
    c, s = tint(*bearing(shape))
    middle = shapely.oriented_envelope(shape).centroid
    x, y = spot.x[None, :] - np.float32(middle.x), spot.y[:, None] - np.float32(middle.y)
    u: Floats = x * c + y * s
    v: Floats = -x * s + y * c
    return u, v


def _seed(shape: BaseGeometry) -> int:
    return int(abs(shape.bounds[0]) * 10) * 31 + int(abs(shape.bounds[1]) * 10)


def plain(spot: Spot, shape: BaseGeometry) -> Floats:
    return 1 + 0.015 * spot.grain


def grass(spot: Spot, shape: BaseGeometry) -> Floats:
    broad = clouds(spot.x, spot.y, 60, 3)
    fine = clouds(spot.x, spot.y, 7, 11, 2)
    worn = np.maximum(0, smooth(spot.x, spot.y, 34, 21) - 0.3)
    hue = tint(0.18, 0.1, 0.06) * worn[..., None]
    made: Floats = (1 + 0.04 * broad + 0.035 * fine + 0.05 * spot.grain)[..., None] + hue - 0.01
    return made


def lawn(spot: Spot, shape: BaseGeometry) -> Floats:
    plots = clouds(spot.x, spot.y, 21, 41, 2)[..., None] * tint(0.12, 0.06, 0.05)
    return 1 + plots + 0.045 * spot.grain[..., None]


def rows(spot: Spot, shape: BaseGeometry) -> Floats:
    """Crop rows along the field, tramlines, wet and dry patches, a headland round the edge."""
    seed = _seed(shape)
    u, v = along(spot, shape)
    wobble = v + 0.5 * smooth(spot.x, spot.y, 45, seed)
    drills = 0.05 * stripes(wobble, 1.5, seed) + 0.045 * stripes(wobble, 6, seed + 1)
    tram = np.abs((wobble + 9) % 24 - 12) < 0.5
    patches = clouds(spot.x, spot.y, 70, seed + 2, 4)
    hue = tint(0.066, 0.046, 0.04) * patches[..., None]
    base = 1 + drills - 0.12 * tram + 0.045 * spot.grain
    made: Floats = base[..., None] + hue + _headland(u, v, shape)[..., None]
    return made


def _headland(u: Floats, v: Floats, shape: BaseGeometry) -> Floats:
    corners = list(shapely.oriented_envelope(shape).exterior.coords)
    length = max(math.dist(a, b) for a, b in pairwise(corners))
    turn = np.abs(u) > length / 2 - 11
    return np.where(turn, 0.05 * stripes(u, 2.2, 71) - 0.03, 0).astype(np.float32)


def mown(spot: Spot, shape: BaseGeometry) -> Floats:
    _, v = along(spot, shape)
    swath = np.tanh(4 * np.sin(v * np.float32(math.pi / 7)))
    broad = clouds(spot.x, spot.y, 55, _seed(shape))
    made: Floats = 1 + 0.035 * swath + 0.04 * broad + 0.04 * spot.grain
    return made


def meadow(spot: Spot, shape: BaseGeometry) -> Floats:
    seed = _seed(shape)
    broad = clouds(spot.x, spot.y, 48, seed, 4)[..., None] * tint(0.075, 0.05, 0.04)
    tufts = clouds(spot.x, spot.y, 3.4, seed + 9, 2)
    return 1 + broad + (0.04 * tufts + 0.05 * spot.grain)[..., None]


def vines(spot: Spot, shape: BaseGeometry) -> Floats:
    _, v = along(spot, shape)
    line = np.abs(v % 3.6 - 1.8) < 0.95
    hue = np.where(line[..., None], tint(0.66, 0.84, 0.66), tint(1.3, 1.14, 1.28))
    leaf = 0.1 * clouds(spot.x, spot.y, 1.8, 51, 2) + 0.04 * spot.grain
    shade = hue * (1 + leaf + 0.04 * clouds(spot.x, spot.y, 50, 52))[..., None]
    made: Floats = shade.astype(np.float32)
    return made


def litter(spot: Spot, shape: BaseGeometry) -> Floats:
    return 0.66 + 0.08 * clouds(spot.x, spot.y, 6, 61) + 0.06 * spot.grain


def marsh(spot: Spot, shape: BaseGeometry) -> Floats:
    reeds = clouds(spot.x, spot.y, 22, 81, 4)
    hue = tint(0.2, 0.1, 0.08) * np.clip(reeds, -1, 1)[..., None]
    hollow = smooth(spot.x, spot.y, 17, 86) + 0.4 * clouds(spot.x, spot.y, 5, 87, 2)
    soak = np.clip((hollow - 0.62) * 6, 0, 1)[..., None]
    tuft = 0.05 * clouds(spot.x, spot.y, 3, 88, 2) + 0.07 * spot.grain
    return 1.03 + hue + tuft[..., None] - soak * tint(0.42, 0.34, 0.2)


def water(spot: Spot, shape: BaseGeometry) -> Floats:
    slow = clouds(spot.x, spot.y, 130, 91)
    ripple = smooth(spot.x, spot.y, 2.6, 95)
    made: Floats = 1 + 0.03 * slow + 0.01 * ripple + 0.008 * spot.grain
    return made


def paved(spot: Spot, shape: BaseGeometry) -> Floats:
    stains = clouds(spot.x, spot.y, 26, 101, 4)
    joints = (spot.x % 9 < 0.3)[None, :] | (spot.y % 9 < 0.3)[:, None]
    made: Floats = 1 + 0.05 * stains - 0.05 * joints + 0.03 * spot.grain
    return made


def grainy(spot: Spot, shape: BaseGeometry) -> Floats:
    return 1 + 0.05 * clouds(spot.x, spot.y, 9, 111) + 0.04 * spot.grain


def pit(spot: Spot, shape: BaseGeometry) -> Floats:
    """Quarry floor: benches parallel to the rim, each with its dark wall, and lorry tracks."""
    bend = 9 * smooth(spot.x, spot.y, 60, 121) + 3 * smooth(spot.x, spot.y, 14, 122)
    depth = _distance_steps(spot, shape) + bend
    wall = np.clip(np.sin(depth * np.float32(2 * math.pi / 19)) - 0.72, 0, 1)
    rubble = 0.06 * clouds(spot.x, spot.y, 18, 123, 5) + 0.05 * spot.grain
    inner = np.clip((66 - depth) / 20, 0, 1)
    return 1.02 + rubble - 0.9 * wall * inner


def _distance_steps(spot: Spot, shape: BaseGeometry) -> Floats:
    """Metres from the rim, measured on a coarse grid: fine enough for benches."""
    stride = 12
    x, y = np.meshgrid(_coarse(spot.x, stride), _coarse(spot.y, stride))
    rim = shape.boundary if shape.geom_type == "Polygon" else shape
    away = shapely.distance(shapely.points(x, y), rim.simplify(1.0)).astype(np.float32)
    lines = np.stack([np.interp(spot.x, x[0], line) for line in away])
    order = y[::-1, 0]
    columns = [np.interp(spot.y, order, column[::-1]) for column in lines.T]
    return np.stack(columns, axis=1).astype(np.float32)


def _coarse(values: Floats, stride: int) -> Floats:
    metres = stride * abs(float(values[1] - values[0]))
    low, high = float(values.min()), float(values.max())
    stops = np.arange(math.floor(low / metres), math.ceil(high / metres) + 2) * metres
    return (stops if values[0] < values[-1] else stops[::-1]).astype(np.float32)


def panels(spot: Spot, shape: BaseGeometry) -> Floats:
    """Solar panels in east-west rows over grass, a strip of grass along the fence."""
    row = spot.y % 7.2
    table = (row < 4.0)[:, None] & (spot.x % 46 > 2.2)[None, :]
    inner = _distance_steps(spot, shape) > 9
    cell = (row % 2.0 < 0.24)[:, None] | (spot.x % 2.3 < 0.2)[None, :]
    blue = tint(0.34, 0.38, 0.86) * (1 + 0.35 * cell[..., None])
    shade = (row > 6.2)[:, None, None] * np.float32(0.2)
    turf = 1.02 + 0.06 * clouds(spot.x, spot.y, 12, 131)[..., None] - shade
    mixed = np.where((table & inner)[..., None], blue, np.broadcast_to(turf, (*table.shape, 1)))
    made: Floats = (mixed + 0.03 * spot.grain[..., None]).astype(np.float32)
    return made


def graves(spot: Spot, shape: BaseGeometry) -> Floats:
    """Rows of stones, each with its shadow, over mown grass."""
    row, column = np.floor(spot.y / 4.8), np.floor(spot.x / 2.4)
    there = speckle(column.astype(np.int64)[None, :], row.astype(np.int64)[:, None], 141) > -0.5
    section = (spot.x % 40 > 4)[None, :] & (spot.y % 34 > 4.5)[:, None]
    across = (spot.x % 2.4)[None, :]
    up = (spot.y % 4.8)[:, None]
    stone = (np.abs(across - 1.2) < 0.6) & (np.abs(up - 2.0) < 0.4)
    shade = (np.abs(across - 0.8) < 0.6) & (np.abs(up - 2.8) < 0.5)
    mark = np.where(stone, 0.6, np.where(shade, -0.35, 0)) * (there & section)
    hue = tint(1.2, 0.8, 1.5) * mark[..., None]
    made: Floats = (grass(spot, shape) + hue).astype(np.float32)
    return made


def yard(spot: Spot, shape: BaseGeometry) -> Floats:
    """A substation: rows of bright gear on gravel."""
    gear = (spot.x % 8 < 1.6)[None, :] & (spot.y % 6 < 2.4)[:, None]
    shade = (spot.x % 8 > 6.8)[None, :] & (spot.y % 6 < 4)[:, None]
    inner = _distance_steps(spot, shape) > 8
    made: Floats = grainy(spot, shape) + (0.32 * gear - 0.34 * shade) * inner
    return made


TEXTURES: dict[str, Texture] = {
    f.__name__: f
    for f in (
        plain,
        grass,
        lawn,
        rows,
        mown,
        meadow,
        vines,
        litter,
        marsh,
        water,
        paved,
        grainy,
        pit,
        panels,
        graves,
        yard,
    )
}
