"""How docs/ becomes a site: `make site`. Nothing is fetched, at the build or by whoever reads it."""

from __future__ import annotations

project = "DSR Bot"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns: list[str] = []
myst_heading_anchors = 3
myst_enable_extensions = ["attrs_inline"]
nitpicky = True
html_theme = "furo"
html_title = "DSR Bot"
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_last_updated_fmt = None
pygments_style = "default"
pygments_dark_style = "monokai"
