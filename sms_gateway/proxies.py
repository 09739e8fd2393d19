"""Who asks, behind proxies: their word counts only where they are named (`service.proxies`)."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

Network = IPv4Network | IPv6Network
FORWARDED = "X-Forwarded-For"


def believing(proxies: Sequence[Network]) -> Middleware:
    """Lets all that is behind it see the caller's own address as `request.remote`."""

    @web.middleware
    async def know_caller(request: web.Request, handler: Handler) -> web.StreamResponse:
        remote = request.remote or ""
        caller = caller_of(remote, request.headers.getall(FORWARDED, ()), proxies)
        return await handler(request if caller == remote else request.clone(remote=caller))

    return know_caller


def caller_of(remote: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """The nearest address that is no proxy of ours; each proxy adds its caller at the right end.

    What stands left of it the caller may have written there.
    """
    hops = [hop.strip() for line in forwarded for hop in line.split(",")]
    while hops and _is_one_of(remote, proxies) and _is_address(hops[-1]):
        remote = hops.pop()
    return remote


def _is_one_of(address: str, proxies: Sequence[Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
