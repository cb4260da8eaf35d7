"""The image and what is put together of it, as far as it can be tried without a container engine: the files that it
is given, only read, serve with the environment that it sets and nothing besides.
"""

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from maturity.settings import ROOT, Settings, variable
from tests.browser.conftest import free_port

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def test_it_is_made_from_the_lock_and_run_by_an_ordinary_user() -> None:
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER maturity$", last, re.MULTILINE)
    assert DOCKERFILE.index("\nUSER ") < DOCKERFILE.index("\nCMD ")


def test_two_servers_are_the_same_image_and_every_root_is_only_read() -> None:
    services = COMPOSE["services"]
    one, two = services["maturity-1"], services["maturity-2"]
    assert one == two
    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "ports" not in service or name == "nginx", name
    proxied = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for name in ("maturity-1", "maturity-2"):
        assert f"server {name}:{one['environment']['MATURITY_PORT']} " in proxied


def test_what_is_to_be_filled_in_are_settings() -> None:
    names = re.findall(r"^(\w+)=", (ROOT / "deploy" / "env.example").read_text("utf-8"), re.MULTILINE)
    known = {variable(name) for name in Settings.model_fields}
    assert set(names) - known == {"POSTGRES_PASSWORD"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """What the image has under /opt/maturity, and an empty folder for its data beside."""
    made = tmp_path / "opt"
    let_in = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    ]
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        *sources, target = line.replace("/opt/maturity/", "./").split()
        for source in sources:
            assert any(source == each or each.startswith(f"{source}/") for each in let_in), source
            into = made / target / (Path(source).name if target.endswith("/") else "")
            if (ROOT / source).is_dir():
                shutil.copytree(
                    ROOT / source, into, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite*")
                )
            else:
                into.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, into)
    (tmp_path / "data").mkdir()
    subprocess.run(["chmod", "-R", "a-w", str(made)], check=True)
    return made


def test_its_files_serve_by_themselves_and_nothing_else_is_written(tree: Path) -> None:
    data, port = tree.parent / "data", free_port()
    environment = {
        name: value.replace("/var/lib/maturity", str(data))
        for name, value in re.findall(r"^(?:ENV|   ) (\w+)=(\S+)", DOCKERFILE, re.MULTILINE)
        if name != "PATH"
    }
    environment |= {"MATURITY_ADDRESS": "127.0.0.1", "MATURITY_PORT": str(port), "PYTHONPATH": str(tree)}
    before = {path: path.stat().st_mtime_ns for path in tree.rglob("*")}
    log = (tree.parent / "log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "-m", "maturity", "serve"],
        cwd=tree,
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        ready = [sys.executable, "deploy/ready.py"]
        until = time.monotonic() + 120
        while subprocess.run(ready, cwd=tree, env=environment, capture_output=True).returncode:
            log.seek(0)
            assert server.poll() is None, log.read()
            assert time.monotonic() < until, log.read()
            time.sleep(0.5)
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) in (0, -signal.SIGTERM)
        log.close()
    assert {path: path.stat().st_mtime_ns for path in tree.rglob("*")} == before
    assert (data / "maturity.sqlite").stat().st_mode & 0o777 == 0o600
