"""The page and the API as one of the channels that `cchc serve` runs."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Mount

from bot.config import WebSettings
from bot.desk import Desk
from bot.web.library import Library
from bot.web.site import site


class WebChannel:
    """Answers in the browser. It has nothing to start: the web server brings what is asked."""

    name = "web"

    def __init__(self, library: Library, desk: Desk, settings: WebSettings, office: str | None) -> None:
        self._site = site(library, desk, settings, office)

    def routes(self) -> Sequence[BaseRoute]:
        """Everything that no other channel takes."""
        return [Mount("/", self._site)]

    async def start(self) -> None:
        """It is there as soon as the server is."""

    async def stop(self) -> None:
        """The server finishes what is under way."""
