"""Times the gateway and Rasa's own server alike: `python -m nlu.training.rivals.speed OUT.txt`.

The server runs on a free port of this machine with the archive that `make nlu-train` left, and ends with the
measuring; what is printed by `recours nlu speed` is written down.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

TRAINING = Path(__file__).parent.parent
_START_SECONDS = 180


def main(arguments: Sequence[str]) -> int:
    """Start the server, measure, end it."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m nlu.training.rivals.speed OUT.txt\n")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server must not outlive a measuring cut short
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = (".venv/bin/rasa", "run", "--enable-api", "--interface", "127.0.0.1", "--port", str(port))
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    server = subprocess.Popen(  # noqa: S603  # our own command
        (*command, "--model", "models/recours.tar.gz"),
        cwd=TRAINING,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(url, server)
        measure = (sys.executable, "-m", "sms_gateway", "nlu", "speed", str(TRAINING / "parity.txt"))
        told = subprocess.run(  # noqa: S603  # our own command
            (*measure, "--rasa-url", url), check=True, capture_output=True, text=True
        )
    finally:
        server.terminate()
        server.wait()
    Path(arguments[0]).write_text(told.stdout, encoding="utf-8")
    return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    """Until the server says that its model is loaded."""
    for _ in range(_START_SECONDS):
        if server.poll() is not None:
            break
        try:
            with urlopen(f"{url}/status", timeout=5) as status:  # noqa: S310  # this machine's own server
                if b"recours" in status.read():
                    return
        except URLError:
            pass
        time.sleep(1)
    raise TimeoutError("Rasa's server did not come up: has make nlu-train run?")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
