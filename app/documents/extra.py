"""Whether the packages that write PDF and Word files are here; the base does without them."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from config import ROOT

_FONTS = "justmytype_intl_cjk"
_PACKAGES = {"pdf": ("typst", _FONTS), "docx": ("docx",)}


@cache
def has(extension: str) -> bool:
    """Files with this extension can be written here."""
    return all(find_spec(name) for name in _PACKAGES.get(extension, ()))


def install() -> str:
    """What whoever runs the server types to have them: in a checkout, or from a package."""
    checkout = (ROOT / "run").exists()
    return "./run setup documents" if checkout else "pip install 'plenum[documents]'"


def fonts() -> list[Path]:
    """Folders of the fonts that come with the extra: Noto Sans for Chinese, and for Latin text."""
    spec = find_spec(_FONTS)
    assert spec is not None
    assert spec.submodule_search_locations
    (folder,) = spec.submodule_search_locations
    return [Path(folder) / "fonts" / "ofl" / name for name in ("notosanssc", "notosanskr")]
