"""The address of a list's next page, as the service gives it (`@odata.nextLink`)."""

from __future__ import annotations

from yarl import URL

from domain.insights import Unreadable

_STRANGE = "Customer Insights gave an answer that cannot be read."


def next_page(root: str, link: str) -> URL:
    """The address, whole or as a part of one below `root`.

    Raises:
        Unreadable: it leads to another service or another environment, which must not be given our keys.
    """
    base = URL(root, encoded=True)
    try:
        given = URL(link, encoded=True)
        url = given if given.absolute else URL(f"{root}/{link.lstrip('/')}", encoded=True)
        ours = url.origin() == base.origin() and url.raw_path.startswith(f"{base.raw_path}/")
    except ValueError:
        ours = False
    if not ours or ".." in url.raw_parts:
        raise Unreadable(_STRANGE)
    return url
