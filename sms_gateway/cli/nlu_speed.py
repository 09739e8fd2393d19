"""`recours nlu speed`: how long a message takes to be understood, here and by a Rasa server."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import click

from sms_gateway.cli.examples import example


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rasa-url", help="A running Rasa server to measure on the same messages.")
@example("recours nlu speed nlu/training/parity.txt --rasa-url http://127.0.0.1:5005")
def speed(file: Path, rasa_url: str | None) -> None:
    """Measure a parse on FILE, one message a line."""
    from nlu.cascade import CascadeParser
    from nlu.measure import time_parses

    begun = time.perf_counter()
    parser = CascadeParser()
    click.echo(f"load   {time.perf_counter() - begun:.3f} s")
    texts = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    for text in texts:  # words come back in service too: what is kept of them is kept before measuring
        parser.understand(text)
    click.echo(time_parses(texts, parser.understand))
    if rasa_url:
        click.echo(asyncio.run(_time_rasa(rasa_url, texts)))


async def _time_rasa(url: str, texts: list[str]) -> str:
    """One line: median milliseconds of one question at a time, and questions a second, eight at once."""
    import aiohttp

    async with aiohttp.ClientSession(url) as session:

        async def ask(text: str) -> float:
            begun = time.perf_counter()
            async with session.post("/model/parse", json={"text": text}) as answer:
                answer.raise_for_status()
                await answer.read()
            return time.perf_counter() - begun

        alone = sorted([await ask(text) for text in texts[:200]])
        begun = time.perf_counter()
        for at in range(0, len(texts), 8):
            await asyncio.gather(*(ask(text) for text in texts[at : at + 8]))
        rate = len(texts) / (time.perf_counter() - begun)
    median = alone[len(alone) // 2] * 1e3
    return f"rasa   median {median:.1f} ms one at a time  {rate:.0f} messages/s eight at once"
