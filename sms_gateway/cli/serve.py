"""`recours serve`: gateway, bot and console in one process."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import pack_or_exit, run, settings_or_exit
from sms_gateway.settings import Settings

if TYPE_CHECKING:
    from sms_gateway.demo import Welcome

STARTED = time.perf_counter()


@click.command()
@config_option
@click.option("--host", help="The address to listen on (service.host).")
@click.option("--port", type=click.IntRange(0, 65535), help="The port (service.port); 0 takes a free one.")
@click.option("--database", help="The store: a file (storage.database) or postgresql://... (storage.url).")
@click.option(
    "--role",
    type=click.Choice(["all", "gateway", "worker", "console"]),
    help="What this process does where several share a PostgreSQL (service.role).",
)
@click.option(
    "--demo", is_flag=True, help="With invented households, an officer and a browser phone; on loopback only."
)
@click.option(
    "--data", type=click.Path(file_okay=False), help="Where everything is kept (service.data_folder)."
)
def command(
    config: str | None,
    host: str | None,
    port: int | None,
    database: str | None,
    role: str | None,
    demo: bool,
    data: str | None,
) -> None:
    """Run gateway, bot and console, until Ctrl-C or SIGTERM: all in one process, or one role of several.

    Nothing that was acknowledged is lost by a stop: what is under way is finished, the rest waits for the
    next start.
    """
    from sms_gateway.demo import demo_settings, prepare_demo
    from sms_gateway.logs import configure_logs

    given = _given(host, port, database, role, data)
    settings = demo_settings(given) if demo else settings_or_exit(config, **given)
    if not demo and any(link.kind == "phone" for link in settings.links.values()):
        raise click.ClickException(
            "links: the browser phone lets anybody be any number; it runs with --demo only"
        )
    pack_or_exit(settings.programme.pack)
    configure_logs(settings.service.log_level, settings.links)
    welcome = prepare_demo(settings) if demo else None
    run(_serve(settings, welcome))


def _given(
    host: str | None, port: int | None, database: str | None, role: str | None, data: str | None
) -> dict[str, Any]:
    """What the command line says, in the shape of recours.toml; it wins over the file."""
    is_url = database is not None and "://" in database
    tables: dict[str, dict[str, Any]] = {
        "service": {"host": host, "port": port, "role": role, "data_folder": Path(data) if data else None},
        "storage": {
            "database": Path(database) if database and not is_url else None,
            "url": database if is_url else None,
        },
    }
    named = {
        table: {key: value for key, value in keys.items() if value is not None}
        for table, keys in tables.items()
    }
    return {table: keys for table, keys in named.items() if keys}


async def _serve(settings: Settings, welcome: Welcome | None) -> None:
    from sms_gateway import supervisor
    from sms_gateway.app import open_service
    from sms_gateway.garbage import leave_what_stays
    from sms_gateway.web import listening, web_app

    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with open_service(settings) as service:
        app = web_app(service, welcome.numbers if welcome else ())
        async with listening(app, settings.service.host, settings.service.port) as port:
            leave_what_stays()
            click.echo(_banner(settings.service.host, port, welcome))
            supervisor.tell(supervisor.READY)
            watched = asyncio.create_task(supervisor.keep_telling())
            await stop.wait()
            watched.cancel()
            supervisor.tell(supervisor.STOPPING)


def _banner(host: str, port: int, welcome: Welcome | None) -> str:
    address = f"http://{host}:{port}"
    ready = f"Recours is ready at {address} ({time.perf_counter() - STARTED:.1f} s). Ctrl-C stops it."
    return f"{ready}\n{welcome.text(address)}" if welcome else ready
