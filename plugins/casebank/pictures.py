"""Pictures that contributors add: decoded before they are believed."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

from casebank.findings import Finding, Mark, finding
from casebank.folder import RecordFolder

_KINDS = {".webp": "WEBP", ".png": "PNG", ".jpg": "JPEG"}
PIXEL_LIMIT = 4000 * 4000


def check_pictures(folder: RecordFolder) -> Iterator[Finding]:
    """A finding for each picture that is not what its name says, or cannot be read at all."""
    for name, data in folder.pictures.items():
        reason = _wrong(name, data)
        if reason:
            yield finding("CB609", f"{folder.label}/{name}", Mark(1, 1), name=name, reason=reason)


def _wrong(name: str, data: bytes) -> str:
    from PIL import Image  # only for records that have pictures: the import costs 50 ms

    kind = _KINDS[name[name.rindex(".") :]]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(_KINDS.values())) as picture:
                if picture.format != kind:
                    return f"it is a {picture.format} file"
                if picture.width * picture.height > PIXEL_LIMIT:
                    return f"it is {picture.width} × {picture.height} pixels"
                picture.load()
    except Exception:  # noqa: BLE001 - Pillow raises many kinds on hostile bytes
        return "it cannot be read as a picture"
    return ""
