"""The embedding models that are known by name: what each wants, where it comes from, and under which licence."""

from dataclasses import dataclass

E5_SMALL_SPREAD = 0.0135  # mean over 346 questions on 41 plans


@dataclass(frozen=True, slots=True)
class Preset:
    """A sentence-transformers model. `length` is in tokens, `megabytes` what is fetched.

    `revision` is the commit of `repository` that is fetched. `segmented`: it reads words, their syllables joined.
    `spread` is the deviation of the cosines of what a question finds, 0 where nobody has measured it.
    """

    name: str
    repository: str
    revision: str
    licence: str
    dimension: int
    length: int
    megabytes: int
    query_prefix: str = ""
    passage_prefix: str = ""
    segmented: bool = False
    spread: float = 0.0


# The best for Vietnamese first: "auto" takes the first that lies on the machine. Cards of the models, and MTEB's table.
PRESETS = (
    Preset(
        "vietnamese-embedding", "AITeamVN/Vietnamese_Embedding", "dea33aa1ab339f38d66ae0a40e6c40e0a9249568",
        "Apache-2.0", 1024, 2048, 2300,
    ),
    Preset("bge-m3", "BAAI/bge-m3", "5617a9f61b028005a4858fdac845db406aefb181", "MIT", 1024, 8192, 2300),
    Preset(
        "multilingual-e5-base", "intfloat/multilingual-e5-base", "d13f1b27baf31030b7fd040960d60d909913633f",
        "MIT", 768, 512, 1130, "query: ", "passage: ",
    ),
    Preset(
        "multilingual-e5-small", "intfloat/multilingual-e5-small", "fd1525a9fd15316a2d503bf26ab031a61d056e98",
        "MIT", 384, 512, 490, "query: ", "passage: ", spread=E5_SMALL_SPREAD,
    ),
    Preset(
        "vietnamese-bi-encoder", "bkai-foundation-models/vietnamese-bi-encoder",
        "84f9d9ada0d1a3c37557398b9ae9fcedcdf40be0", "Apache-2.0", 768, 256, 540, segmented=True,
    ),
)  # fmt: skip


def preset_of(model: str) -> Preset | None:
    """The preset that `model` names: by its name, its repository, or a folder called like one of these."""
    last = model.rstrip("/\\").replace("\\", "/").rpartition("/")[2].casefold()
    names = ((each, (each.name, each.repository.rpartition("/")[2].casefold())) for each in PRESETS)
    return next((each for each, known in names if last in known), None)
