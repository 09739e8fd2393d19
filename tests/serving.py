"""An aiohttp application on a free port of this machine."""

from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def listening(app, **options):
    """The port on which it is served."""
    runner = web.AppRunner(app, access_log=None, **options)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
