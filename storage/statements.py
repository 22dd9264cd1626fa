"""Statements as they travel: written once with SQLAlchemy, compiled once, then only bound.

Compiling and caching is what SQLAlchemy would do too; without its connection in between a statement costs a third.
It opens nothing and knows no table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Executable, Float, Row
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.cache_key import CacheKey
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

_Process = Callable[[Any], Any]
_MISSING = object()


@dataclass(frozen=True)
class Prepared:
    """SQL in a database's own words, with what turns values into its parameters and its answers into rows."""

    sql: str
    changes: bool
    _binds: tuple[tuple[str, Any, _Process | None], ...]
    _shape: SimpleResultMetaData | None
    _processors: Any

    @property
    def is_shaped(self) -> bool:
        """Whether the names of its columns are known without an answer."""
        return self._shape is not None

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the parameters in order. Raises KeyError for a value that is missing."""
        found = []
        for name, default, process in self._binds:
            value = values.get(name, default)
            if value is _MISSING:
                raise KeyError(name)
            found.append(value if process is None else process(value))
        return found

    def rows(self, answers: Sequence[Sequence[Any]], names: Sequence[str]) -> list[Row[Any]]:
        """Return a driver's answers as rows; `names` are the driver's names, for SQL that was written by hand."""
        shape = self._shape or SimpleResultMetaData(names)
        keys = shape._key_to_index  # noqa: SLF001 - what SQLAlchemy's own results make rows with
        processors = self._processors
        return [Row(shape, processors, keys, tuple(answer)) for answer in answers]


_Known = WeakKeyDictionary[Executable, dict[tuple[str, ...], Prepared]]
_KNOWN: dict[str, _Known] = {}
_Shape = tuple[Any, ...]
_SHAPES: dict[str, dict[_Shape, SQLCompiler]] = {}
MOST_SHAPES = 500
"""Of statements that are put together anew each time, such as a list with its filters, so many are remembered."""


class Statements:
    """The compiled statements of one database. Another of the same kind, opened in the same process, shares them."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.run = 0
        """How many statements were prepared, and so run, since this database was opened."""
        self._known = _KNOWN.setdefault(dialect.name, _Known())
        self._shapes = _SHAPES.setdefault(dialect.name, {})

    def prepare(self, statement: Executable, values: Mapping[str, Any], *, many: bool = False) -> Prepared:
        """Return a statement compiled for these names of values: they say which columns an INSERT or UPDATE sets."""
        self.run += 1
        known = self._known.get(statement)
        if known is None:
            known = self._known[statement] = {}
        names = tuple(values)
        prepared = known.get(names)
        if prepared is None:
            prepared = known[names] = self._compiled(statement, names, many=many)
        return prepared

    def _compiled(self, statement: Executable, names: tuple[str, ...], *, many: bool) -> Prepared:
        key = statement._generate_cache_key()  # type: ignore[attr-defined] # noqa: SLF001 - what SQLAlchemy's own cache asks
        compiled = self._shaped(statement, key, names, many=many)
        # lists that stand in the statement itself, such as `kind IN ('a', 'b')`, are written out once and for all
        known = compiled.construct_params(extracted_parameters=None if key is None else key.bindparams, _check=False)
        written_out = compiled._process_parameters_for_postcompile(dict(known))  # noqa: SLF001 - as SQLAlchemy's own connection does
        processors: dict[str, Any] = {**compiled._bind_processors, **written_out.processors}  # noqa: SLF001 - as above
        required = {bind.key for bind in compiled.binds.values() if bind.required}
        defaults = {**known, **written_out.additional_parameters}
        columns = compiled._result_columns  # noqa: SLF001 - the only place that tells a column's type
        readers = tuple(self._reader(column.type) for column in columns)
        return Prepared(
            sql=written_out.statement,
            changes=bool(compiled.isinsert or compiled.isupdate or compiled.isdelete),
            _binds=tuple(
                (name, _MISSING if name in required else defaults[name], processors.get(name))
                for name in written_out.positiontup or ()
            ),
            _shape=SimpleResultMetaData([column.keyname for column in columns]) if columns else None,
            _processors=readers if any(readers) else None,
        )

    def _shaped(
        self, statement: Executable, key: CacheKey | None, names: tuple[str, ...], *, many: bool
    ) -> SQLCompiler:
        """Return the compiled words of a statement, or of an earlier one that differs from it in values only."""
        shape = None if key is None else (key.key, names, many)
        if shape is not None and shape in self._shapes:
            return self._shapes[shape]
        compiled = statement.compile(  # type: ignore[attr-defined] # every statement of Core can be compiled
            dialect=self._dialect, column_keys=sorted(names) or None, for_executemany=many, cache_key=key
        )
        assert isinstance(compiled, SQLCompiler)
        if shape is not None:
            if len(self._shapes) >= MOST_SHAPES:
                self._shapes.pop(next(iter(self._shapes)))
            self._shapes[shape] = compiled
        return compiled

    def _reader(self, kind: TypeEngine[Any]) -> Any:
        """Return what turns an answer into a value; None where it is one. A float is, on both databases."""
        if isinstance(kind, Float) and not kind.asdecimal:
            return None
        return kind._cached_result_processor(self._dialect, None)  # noqa: SLF001 - what its own results are read with
