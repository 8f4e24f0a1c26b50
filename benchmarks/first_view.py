"""What the page's first view weighs, and when it can be used on a slow line, in a real Chromium.

python benchmarks/first_view.py URL [--latency 150] [--kbit 1600] [--slower 4]

URL is that of a running `cchc serve`. Chromium slows down line and processor, the cache is empty; usable is when
the question can be typed and the script has run. The defaults are those of a slow 4G line and a cheap phone.
"""

from __future__ import annotations

import argparse
import shutil

from measured import percentile, table
from playwright.sync_api import CDPSession, sync_playwright

_RUNS = 5


def main() -> None:
    """Prints a line: bytes over the line, requests, and the median time until it can be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", metavar="URL")
    parser.add_argument("--latency", type=int, default=150, help="milliseconds there and back")
    parser.add_argument("--kbit", type=int, default=1600, help="kbit a second")
    parser.add_argument("--slower", type=int, default=4, help="how much slower the processor is")
    options = parser.parse_args()
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        seen = []
        for _ in range(_RUNS):
            context = browser.new_context(viewport={"width": 360, "height": 740})
            page = context.new_page()
            client = context.new_cdp_session(page)
            sizes = _watched(client, options)
            page.goto(options.url, wait_until="load")
            usable = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
            painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            seen.append((sum(sizes), len(sizes), usable, painted))
            context.close()
        browser.close()
    sizes, requests, usable, painted = zip(*seen, strict=True)
    headings = ("kB over the line", "requests", "first paint ms", "usable ms")
    row = (f"{max(sizes) / 1000:.1f}", max(requests), *(f"{percentile(one, 0.5):.0f}" for one in (painted, usable)))
    table(headings, [row])


def _watched(client: CDPSession, options: argparse.Namespace) -> list[int]:
    """The line as slow as wanted; what each response took on it, as they come."""
    sizes: list[int] = []
    client.send("Network.enable")
    client.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    rate = options.kbit * 1000 / 8
    line = {"offline": False, "latency": options.latency, "downloadThroughput": rate, "uploadThroughput": rate}
    client.send("Network.emulateNetworkConditions", line)
    client.send("Emulation.setCPUThrottlingRate", {"rate": options.slower})
    return sizes


if __name__ == "__main__":
    main()
