"""The store: plans, their passages and the generations, in SQL. The truth that everything else is made from.

A plan carries the generation that added it and the one that removed it, so a reader who found something keeps
seeing its plan after the next ingest. The latest row of `generations` is the one in use. An ingest is one
transaction that ends with that row: a reader sees all of it or nothing, and a killed one has never been.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, delete, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from index import listing, sqlite
from index.error import DamagedError, SchemaError, StoreError, reading, unwritable
from index.passage import Passage
from index.row import Origin, PlanRow, ProcedureRow, passage_from, plan_from
from index.stamp import Stamp, stamp_from
from index.tables import (
    PLANS_SEEN,
    Base,
    GenerationRecord,
    MetaRecord,
    OriginRecord,
    PassageRecord,
    PlanRecord,
    ProcedureRecord,
    VectorsRecord,
    row_of,
)
from index.work import Found, Wanted
from index.writer import Writer, passages_of
from ingest.plan import Plan

SCHEMA = 1
"""Raise it when a table, Plan or Passage takes another shape."""

FILE = "plans.sqlite3"
_WORKS = "works"
_MADE_WORKS = select(MetaRecord.value).where(MetaRecord.key == _WORKS)
_LATEST = select(func.max(GenerationRecord.number))
# Looked at for each question, so without making objects of it.
_VECTORS = "SELECT number, generation, stamp FROM vectors ORDER BY number DESC LIMIT 1"
_IDS_A_QUERY = 500  # old SQLite takes 999 parameters at most


@dataclass(frozen=True, slots=True)
class VectorsRow:
    """The vectors in use: of the passages of `generation`, made by an embedder of `stamp`."""

    number: int
    generation: int
    stamp: Stamp


class Store:
    """The store at `url`, an SQLAlchemy URL; None means the SQLite file in `data_dir`. Opening it writes nothing."""

    def __init__(self, data_dir: Path, url: str | None = None) -> None:
        self._dir = data_dir
        self._url = make_url(url) if url else None
        self._engine: Engine | None = None
        self._has_vectors = False

    def generation(self) -> int:
        """The number of the generation in use, 0 where nothing was ever ingested.

        Raises:
            SchemaError, DamagedError: this is not a store that this version can read.
        """
        engine = self._reading()
        if engine is None:
            return 0
        with self._troubles(), engine.connect() as connection:  # asked several times a question: no session for it
            return _latest(connection)

    def stamp(self, number: int) -> dict[str, Any]:
        """What made generation `number`."""
        with self._session() as session:
            found: dict[str, Any] = json.loads(session.scalars(_stamp(number)).one())
            return found

    def plans(self, generation: int) -> tuple[PlanRow, ...]:
        """The plans of `generation`, in the order in which they came."""
        if not generation:
            return ()
        with self._session() as session:
            seen = select(PlanRecord).where(*_seen(generation)).order_by(PlanRecord.id)
            return tuple(map(row_of, session.scalars(seen)))

    def plan(self, plan_id: int) -> Plan:
        """The whole plan. KeyError where there is none of that id."""
        with self._session() as session:
            text = session.scalars(select(PlanRecord.plan).where(PlanRecord.id == plan_id)).one_or_none()
            if text is None:
                raise KeyError(plan_id)
            return plan_from(text)

    def passages(self, plan_id: int) -> tuple[tuple[int, Passage], ...]:
        """The passages of a plan with their ids, in the order of the text. KeyError where there is none of that id."""
        with self._session() as session:
            if session.get(PlanRecord, plan_id) is None:
                raise KeyError(plan_id)
            return passages_of(session, plan_id)

    def passages_by_id(self, ids: Iterable[int]) -> dict[int, tuple[int, Passage]]:
        """Passage id -> (plan id, passage); ids that are not there are left out."""
        columns = select(PassageRecord.id, PassageRecord.plan_id, PassageRecord.passage)
        with self._session() as session:
            rows = session.execute(columns.where(PassageRecord.id.in_(tuple(ids)))).all()
        return {row.id: (row.plan_id, passage_from(row.passage)) for row in rows}

    def plans_of(self, ids: Sequence[int]) -> frozenset[int]:
        """The plans of the passages `ids`."""
        found: set[int] = set()
        with self._session() as session:
            for at in range(0, len(ids), _IDS_A_QUERY):
                some = PassageRecord.id.in_(ids[at : at + _IDS_A_QUERY])
                found.update(session.scalars(select(PassageRecord.plan_id).where(some)))
        return frozenset(found)

    def passage_ids(self, plan_ids: Collection[int], limit: int) -> dict[int, int]:
        """Passage id -> plan id of the passages of `plan_ids`, `limit` of them at most."""
        some = tuple(plan_ids)[:_IDS_A_QUERY]
        found = select(PassageRecord.id, PassageRecord.plan_id).where(PassageRecord.plan_id.in_(some)).limit(limit)
        with self._session() as session:
            return {row.id: row.plan_id for row in session.execute(found)}

    def procedures(self, generation: int) -> tuple[ProcedureRow, ...]:
        """The procedures of `generation`, in the order in which they came; none where the store is from before them."""
        if not generation:
            return ()
        with self._session() as session:
            if not inspect(session.connection()).has_table(ProcedureRecord.__tablename__):
                return ()
            one = ProcedureRecord
            columns = select(one.plan_id, one.code, one.name, one.level, one.domain, one.decision, one.change)
            seen = columns.join(PlanRecord, PlanRecord.id == one.plan_id).where(*_seen(generation)).order_by(one.id)
            return tuple(ProcedureRow(*row) for row in session.execute(seen))

    def has_works(self) -> bool:
        """Whether the works of the plans are those that this version makes of them."""
        engine = self._reading()
        if engine is None:
            return False
        with self._troubles(), engine.connect() as connection:  # asked before each list: no session for it
            return _made_works(connection) == str(listing.VERSION)

    def make_works(self) -> None:
        """Makes the works of all plans anew, in a transaction of its own.

        Raises:
            UnwritableError, DamagedError
        """
        with self._changing() as session:
            _make_works(session)

    def works(self, generation: int, wanted: Wanted, limit: int | None, skip: int) -> tuple[Found, ...]:
        """The work that is `wanted` of the plans of `generation`, as index.listing orders it."""
        with self._session() as session:
            return listing.listed(session, wanted, _seen(generation), limit, skip)

    def count_works(self, generation: int, wanted: Wanted) -> int:
        """How much work `works` would give without a limit."""
        with self._session() as session:
            return listing.count(session, wanted, _seen(generation))

    def some_works(self, generation: int, wanted: Wanted, limit: int) -> tuple[Found, ...]:
        """Any `limit` pieces of the work that `works` would give, in no order."""
        with self._session() as session:
            return listing.some(session, wanted, _seen(generation), limit)

    def has_work(self, generation: int, wanted: Wanted) -> bool:
        """Whether `works` would give any."""
        with self._session() as session:
            return listing.is_any(session, wanted, _seen(generation))

    def origins(self) -> tuple[Origin, ...]:
        """What `put_origins` was given last; none where the store is from before them."""
        if self._reading() is None:
            return ()
        with self._session() as session:
            if not inspect(session.connection()).has_table(OriginRecord.__tablename__):
                return ()
            found = session.scalars(select(OriginRecord))
            return tuple(Origin(each.source, each.sha256, each.file, each.folder) for each in found)

    def put_origins(self, origins: Iterable[Origin]) -> None:
        """Puts `origins` in the place of those before, in a transaction of its own.

        Raises:
            UnwritableError, DamagedError
        """
        with self._changing(OriginRecord) as session:
            session.execute(delete(OriginRecord))
            session.add_all(OriginRecord(**asdict(origin)) for origin in origins)

    def vectors(self) -> VectorsRow | None:
        """The vectors in use, of whichever generation; None where none were ever made."""
        if self._reading() is None:
            return None
        with self._session() as session:
            self._has_vectors = self._has_vectors or inspect(session.connection()).has_table("vectors")
            if not self._has_vectors:
                return None
            row = session.connection().exec_driver_sql(_VECTORS).first()
            return VectorsRow(row.number, row.generation, stamp_from(json.loads(row.stamp))) if row else None

    def put_vectors(self, row: VectorsRow) -> None:
        """Puts the vectors of `row` in use, in a transaction of its own.

        Raises:
            UnwritableError, DamagedError
        """
        with self._changing(VectorsRecord) as session:
            session.execute(delete(VectorsRecord))
            stamp = json.dumps(row.stamp.as_json, ensure_ascii=False)
            session.add(VectorsRecord(number=row.number, generation=row.generation, stamp=stamp))

    @contextmanager
    def _changing(self, *tables: type[Base]) -> Iterator[Session]:
        """A transaction that changes `tables`, which a store from before them gets now."""
        engine = self._writing_engine()
        try:
            with self._troubles(write=True), Session(engine) as session:
                Base.metadata.create_all(session.connection(), _named(tables))
                yield session
                session.commit()
        finally:
            engine.dispose()

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """The next generation, to be filled and switched to; what was not switched to is undone.

        Raises:
            UnwritableError, SchemaError, DamagedError
        """
        engine = self._writing_engine()
        try:
            with self._troubles(write=True), Session(engine, autoflush=False) as session:
                if not inspect(session.connection()).has_table(MetaRecord.__tablename__):
                    _make(session)
                self._check(session)
                if _made_works(session) != str(listing.VERSION):
                    _make_works(session)
                yield Writer(session, _latest(session) + 1)
        finally:
            engine.dispose()

    def close(self) -> None:
        """Lets go of the database."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @contextmanager
    def _session(self) -> Iterator[Session]:
        engine = self._reading()
        if engine is None:
            raise KeyError(f"{self._dir} is empty")
        with self._troubles(), Session(engine) as session:
            try:
                yield session
            except ValueError as error:  # the JSON that is kept there
                raise self._damaged(ValueError("nội dung không còn nguyên vẹn")) from error

    def _reading(self) -> Engine | None:
        """The engine to read with, checked once; None where there is nothing to read yet."""
        if self._engine is None:
            if self._url is None and not self._is_there():
                return None
            engine = create_engine(self._url) if self._url else sqlite.reading(self._dir / FILE)
            if not self._is_made(engine):
                engine.dispose()
                return None  # the first ingest has just begun
            self._engine = engine
        return self._engine

    def _is_there(self) -> bool:
        """Whether there is a database file; one that may not be read is told, which SQLite does not do."""
        with reading(self._dir):
            try:
                (self._dir / FILE).open("rb").close()
            except FileNotFoundError:
                return False
            return True

    def _is_made(self, engine: Engine) -> bool:
        with self._troubles(), Session(engine) as session:
            if inspect(session.connection()).has_table(MetaRecord.__tablename__):
                self._check(session)
                return True
            self._check_ours(session)
            return False

    def _writing_engine(self) -> Engine:
        if self._url:
            return create_engine(self._url)
        return sqlite.connected(sqlite.file_url(self._dir / FILE, mode="rwc"), wal=True)

    def _check_ours(self, session: Session) -> None:
        if tables := inspect(session.connection()).get_table_names():
            raise SchemaError(
                f"Cơ sở dữ liệu ở {self._dir} không phải của trợ lý này (có bảng {', '.join(sorted(tables)[:3])}). "
                "Hãy chọn thư mục dữ liệu khác: cchc --data-dir THƯ_MỤC ingest CÁC_TỆP"
            )

    def _check(self, session: Session) -> None:
        schema = session.scalars(select(MetaRecord.value).where(MetaRecord.key == "schema")).one_or_none()
        if schema != str(SCHEMA):
            raise SchemaError(
                f"Dữ liệu ở {self._dir} do phiên bản khác của chương trình ghi (lược đồ {schema}, phiên bản này cần "
                f"{SCHEMA}). Hãy nạp lại các kế hoạch vào thư mục mới: cchc --data-dir THƯ_MỤC_MỚI ingest CÁC_TỆP"
            )

    @contextmanager
    def _troubles(self, *, write: bool = False) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        except OperationalError as error:
            raise unwritable(self._dir, _cause(error)) if write else self._damaged(error) from error
        except DBAPIError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> DamagedError:
        return DamagedError(
            f"Không đọc được cơ sở dữ liệu ở {self._dir} ({_cause(error)}). Hãy khôi phục thư mục này từ bản sao lưu, "
            "hoặc nạp lại vào thư mục mới: cchc --data-dir THƯ_MỤC_MỚI ingest CÁC_TỆP"
        )


def _cause(error: Exception) -> BaseException:
    return error.orig or error if isinstance(error, DBAPIError) else error


def _make(session: Session) -> None:
    Base.metadata.create_all(session.connection())
    session.add_all((MetaRecord(key="schema", value=str(SCHEMA)), MetaRecord(key=_WORKS, value=str(listing.VERSION))))
    session.commit()


def _named(tables: Iterable[type[Base]]) -> list[Table]:
    return [Base.metadata.tables[table.__tablename__] for table in tables]


def _made_works(asked: Session | Connection) -> str | None:
    """Which version made the works that are there."""
    return asked.scalar(_MADE_WORKS)


def _make_works(session: Session) -> None:
    """A store from before them, or from before they were read as now, gets the works of its plans."""
    Base.metadata.drop_all(session.connection(), _named(listing.TABLES))
    Base.metadata.create_all(session.connection(), _named(listing.TABLES))
    PLANS_SEEN.create(session.connection(), checkfirst=True)
    for plan_id in session.scalars(select(PlanRecord.id).order_by(PlanRecord.id)).all():
        text = session.scalars(select(PlanRecord.plan).where(PlanRecord.id == plan_id)).one()
        listing.keep(session, plan_id, plan_from(text))
    session.merge(MetaRecord(key=_WORKS, value=str(listing.VERSION)))
    session.flush()


def _latest(asked: Session | Connection) -> int:
    return asked.scalar(_LATEST) or 0


def _stamp(number: int) -> Any:
    return select(GenerationRecord.stamp).where(GenerationRecord.number == number)


def _seen(generation: int) -> tuple[Any, ...]:
    """What a reader of `generation` sees."""
    still = PlanRecord.removed_in.is_(None) | (PlanRecord.removed_in > generation)
    return (PlanRecord.added_in <= generation, still)
