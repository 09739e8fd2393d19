"""Templates and the addresses of static files, made ready before the first page is asked for.

To compile a page takes up to 70 ms, and an address with its file's version reads the file: neither may hold
the loop while phones wait.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web
from jinja2.bccache import Bucket

from console.drawing import Easel, PlainContext
from console.keys import EASEL, STATICS
from console.routes import STATIC, STATIC_FILES

_TEMPLATES = Path(__file__).parent / "templates"


class _Compiled(jinja2.BytecodeCache):
    """What was compiled, for all consoles of this process."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], object] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what the same source was compiled to."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))  # type: ignore[assignment]  # jinja has CodeType or None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def set_up_templates(app: web.Application) -> None:
    """The console's pages; all are compiled while the application starts."""
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        undefined=jinja2.StrictUndefined,
        default_helpers=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    environment.context_class = PlainContext
    app[EASEL] = Easel()
    app[STATICS] = {}
    app.on_startup.append(_get_ready)


async def _get_ready(app: web.Application) -> None:
    await asyncio.to_thread(_compile, aiohttp_jinja2.get_env(app))
    app[STATICS].update(await asyncio.to_thread(_addresses, app))


def _compile(environment: jinja2.Environment) -> None:
    for name in environment.list_templates():
        environment.get_template(name)


def _addresses(app: web.Application) -> dict[str, str]:
    """By a file's name its address, which changes when the file does."""
    names = [file.name for file in STATIC_FILES.iterdir()]
    route = app.router[STATIC]
    return {name: str(route.url_for(filename=name, append_version=True)) for name in names}  # type: ignore[arg-type]  # a static resource takes a bool
