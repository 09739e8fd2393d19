"""Addresses in the configuration: what we call, and what we are called by.

Whoever may write recours.toml may name any server, so this guards against slips and against pasted
addresses that lead to where no provider is: a file, the metadata of a cloud's machine.
"""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _called(url: str) -> str:
    """An address that we may call; "" is none. Raises ValueError."""
    if url:
        host = _parts(url).hostname or ""
        if is_nobodys(host):
            raise ValueError("this address is no server's (link-local, multicast or unspecified)")
    return url


def _public(url: str) -> str:
    """An address under which others reach us; "" is none. Raises ValueError."""
    if url and (parts := _parts(url)).query:
        raise ValueError(f"an address without {parts.query!r} behind it is expected")
    return url


def _parts(url: str) -> SplitResult:
    if not url.isprintable() or " " in url or "\\" in url:
        raise ValueError("an address holds no blanks, backslashes or control characters")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an address with https:// or http:// is expected")
    if "@" in parts.netloc or parts.fragment:
        raise ValueError("an address without a login or a # is expected")
    if parts.port == 0:
        raise ValueError("an address has no port 0")
    return parts


def is_nobodys(host: str) -> bool:
    """Whether a host is an address under which no provider is; 169.254.169.254 tells a machine's secrets."""
    with suppress(ValueError):
        address = ip_address(host.partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        return address.is_link_local or address.is_multicast or address.is_unspecified
    return False


def travels_in_the_clear(url: str) -> bool:
    """Whether a network between us and it could listen in."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in LOOPBACK


#: `https://...` or `http://...`; docs/configuration.md says which hosts are refused.
CalledUrl = Annotated[str, AfterValidator(_called)]
PublicUrl = Annotated[str, AfterValidator(_public)]
