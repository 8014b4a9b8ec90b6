"""What one first visit costs, and what many visits leave behind."""

import asyncio
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.driving import Server, launch, settled
from tests.load.visitor import Visitor

N_SESSIONS = 500
AT_ONCE = 25
FORGOTTEN_SECONDS = 150.0  # Streamlit keeps a session that was left for two minutes, should its browser come back
WARM_SESSIONS = 50  # what the first visitors cause to be imported and cached is there for all


def first_visit_bytes(server: Server, page: str) -> int:
    """What a browser that was never here receives over the network until this page is complete, as it comes over the wire."""
    received = 0
    with sync_playwright() as playwright:
        browser = launch(playwright)
        tab = browser.new_page()
        network = tab.context.new_cdp_session(tab)
        network.send("Network.enable")

        def add(event: dict[str, float]) -> None:
            nonlocal received
            received += int(event["encodedDataLength"])

        def add_frame(event: dict[str, dict[str, str]]) -> None:
            nonlocal received
            received += len(event["response"]["payloadData"]) * 3 // 4  # base64 of a binary message

        network.on("Network.loadingFinished", add)
        network.on("Network.webSocketFrameReceived", add_frame)
        tab.goto(f"{server.url}/{page}")
        settled(tab).wait_for_load_state("networkidle")
        browser.close()
    return received


def resident_bytes(server: Server) -> int:
    """Of the server's own process."""
    fields = Path(f"/proc/{server.process.pid}/statm").read_text().split()
    return int(fields[1]) * 4096


def memory_after_sessions(server: Server, page: str, query: str) -> tuple[int, int]:
    """The server's resident bytes before and after many visitors have come and gone and were forgotten."""
    asyncio.run(_visit(server.url, page, query, WARM_SESSIONS))
    time.sleep(FORGOTTEN_SECONDS)
    before = resident_bytes(server)
    asyncio.run(_visit(server.url, page, query, N_SESSIONS))
    time.sleep(FORGOTTEN_SECONDS)
    return before, resident_bytes(server)


async def _visit(url: str, page: str, query: str, n: int) -> None:
    for _ in range(0, n, AT_ONCE):
        await asyncio.gather(*(_come_and_go(url, page, query) for _ in range(AT_ONCE)))


async def _come_and_go(url: str, page: str, query: str) -> None:
    async with Visitor(url, page, query):
        pass
