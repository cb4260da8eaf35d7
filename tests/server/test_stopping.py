"""How the server is stopped at a keyboard."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from maturity.settings import ROOT


def test_ctrl_c_stops_it_in_plain_words(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "MATURITY_DATABASE_URL": f"sqlite:///{tmp_path / 'maturity.sqlite'}"}
    with (tmp_path / "said").open("w+") as said:
        command = [sys.executable, "-m", "maturity", "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
        try:
            until = time.monotonic() + 120
            while not _answers(port):
                assert server.poll() is None
                assert time.monotonic() < until
                time.sleep(0.2)
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=60) == 0
        finally:
            server.kill()
        said.seek(0)
        told = said.read()
    assert told.rstrip().endswith("Stopped. What was saved is kept.")
    assert "Abort" not in told
    assert "Traceback" not in told


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health") as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError):
        return False
