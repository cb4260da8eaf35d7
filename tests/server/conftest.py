"""An ASGI app asked without a server."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
from starlette.types import ASGIApp

Asked = Callable[..., httpx.Response]


@pytest.fixture
def ask() -> Callable[[ASGIApp], Asked]:
    """`ask(app)("/compare", headers={…})` is what the app answers, wherever that leads."""

    def of(app: ASGIApp) -> Asked:
        def get(path: str, **headers: str) -> httpx.Response:
            async def answer() -> httpx.Response:
                transport = httpx.ASGITransport(app=app)
                async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501") as client:
                    return await client.get(path, headers=headers)

            return asyncio.run(answer())

        return get

    return of
