"""Templates and the addresses of static files, made ready before the first page is asked for.

To compile a page takes up to 70 ms, and an address with its file's version reads the file: neither may hold
the loop while phones wait. All pages together take half a second: what they are compiled to is kept beside
what Python keeps of its own modules, and where Python is told to keep nothing, nothing is kept.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType

import aiohttp_jinja2
import jinja2
from aiohttp import web
from jinja2.bccache import Bucket

from console.drawing import Easel, PlainContext
from console.keys import EASEL, STATICS
from console.routes import STATIC, STATIC_FILES

_TEMPLATES = Path(__file__).parent / "templates"
#: How a page is compiled is said here: another way of it, and nothing that was kept is taken.
_WAY = Path(__file__).read_text("utf-8")


class Compiled(jinja2.BytecodeCache):
    """What was compiled: for all consoles of this process, and in a folder for those to come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._codes: dict[tuple[str, str], CodeType] = {}

    def get_source_checksum(self, source: str) -> str:
        """What tells one source, compiled in this way, from all others."""
        return super().get_source_checksum(f"{source}\0{_WAY}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what the same source was compiled to, by this version of Python and Jinja."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            with suppress(OSError), self._file(bucket).open("rb") as file:
                bucket.load_bytecode(file)
                self._remember(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it; a folder that may not be written is no fault."""
        self._remember(bucket)
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                self._write(bucket)

    def _remember(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code

    def _write(self, bucket: Bucket) -> None:
        """Whole or not at all, whoever else writes it."""
        self._folder.mkdir(exist_ok=True)
        half = self._file(bucket).with_suffix(f".{os.getpid()}")
        half.write_bytes(bucket.bytecode_to_string())
        half.replace(self._file(bucket))

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{sys.implementation.cache_tag}.jinja"


_COMPILED = Compiled(Path(cache_from_source(__file__)).parent)


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


if __name__ == "__main__":  # with an installation: the first start finds all compiled
    _application = web.Application()
    set_up_templates(_application)
    _compile(aiohttp_jinja2.get_env(_application))
