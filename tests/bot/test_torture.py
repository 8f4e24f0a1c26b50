"""A service that is killed at random moments, on services that fail one call in ten, answers every message."""

from pathlib import Path

from bot import cli
from tests.bot.plans import BA_TO
from tests.bot.torture import CHANNELS, torture


async def test_killed_service_answers_every_message_in_order(tmp_path: Path) -> None:
    (tmp_path / "ba-to.txt").write_text(BA_TO, encoding="utf-8")
    (tmp_path / "config.toml").write_text('[index]\nembedder = "words"\n', encoding="utf-8")
    assert cli.run(["--config", str(tmp_path / "config.toml"), "ingest", str(tmp_path / "ba-to.txt")]) == 0
    outcome = await torture(tmp_path, chats=3, each=4, kills=4, uptime_s=1.5, spread_s=12.0)
    counts = {channel: outcome.answered(channel) for channel in CHANNELS}
    unanswered = {channel: sum(count == 0 for count in counts[channel].values()) for channel in CHANNELS}
    twice = {channel: sum(max(0, count - 1) for count in counts[channel].values()) for channel in CHANNELS}
    may_repeat = {channel: outcome.unclear[channel] + outcome.kills for channel in ("telegram", "zalo_oa")}
    assert (unanswered["telegram"], unanswered["zalo_oa"], outcome.disordered()) == (0, 0, [])
    assert (unanswered["zalo_bot"] <= outcome.unclear["zalo_bot"] + outcome.kills, twice["zalo_bot"]) == (True, 0)
    assert all(twice[channel] <= most for channel, most in may_repeat.items())
