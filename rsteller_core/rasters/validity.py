"""What in a file tells data from no data."""

from __future__ import annotations

import numpy as np
from rasterio.enums import MaskFlags
from rasterio.io import DatasetReader

from rsteller_core.rasters.recipe import Validity


def validity(raster: DatasetReader, band: int) -> tuple[Validity, float | None]:
    """What tells for this band, and the value that means no data where it is a value.

    No value is stated where it is not-a-number, which is never data and which JSON does not know.
    """
    flags = raster.mask_flag_enums[band - 1]
    if MaskFlags.alpha in flags:
        return "alpha", None
    if MaskFlags.nodata in flags:
        value = raster.nodatavals[band - 1]
        return "value", None if value is None or np.isnan(value) else value
    if MaskFlags.per_dataset in flags:
        return "mask", None
    return ("value" if raster.dtypes[band - 1].startswith("float") else "nothing"), None
