"""A city's identity service for the tests: an OpenID Connect provider made by others, as a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.house import free_port

PATIENCE = 30  # seconds until it must answer


@dataclass(frozen=True)
class IdentityService:
    issuer: str

    def knows(self, subject: str, **claims: str) -> None:
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def sign_in(self, address: str, subject: str) -> str:
        """Where it sends the browser after `subject` has signed in there."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
        answer.raise_for_status()
        return answer.headers["Location"]

    def deny(self, address: str) -> str:
        answer = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=5)
        return answer.headers["Location"]


def query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


@contextmanager
def running_identity_service() -> Iterator[IdentityService]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    # Its log would be read by nobody and fill the pipe.
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    service = IdentityService(f"http://127.0.0.1:{port}")
    try:
        _wait(service, process)
        yield service
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(service: IdentityService, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(f"{service.issuer}/.well-known/openid-configuration", timeout=5).raise_for_status()
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the identity service did not start")
