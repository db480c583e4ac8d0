"""Talent as PostgreSQL holds it, and the index over it."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from app.database import Connection, login
from app.ranking import Index

READ_LIMIT_S = 5.0
_VERSION = "SELECT count(*) AS rows, max(updated_at) AS updated_at FROM talent"
_READ = """SELECT id, name, gender, playing_age_from, playing_age_to,
    languages, archetypes, skills, city, bio FROM talent ORDER BY id"""


class Talent(BaseModel):
    """A performer. Ages are playing ages in years; JSON uses camelCase names."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)

    id: int
    name: str
    gender: str
    playing_age_from: int
    playing_age_to: int
    languages: tuple[str, ...]
    archetypes: tuple[str, ...]
    skills: tuple[str, ...]
    city: str
    bio: str


@dataclass(frozen=True)
class Version:
    """Differs whenever the table's content does: every write adds, removes or touches a row."""

    rows: int
    updated_at: datetime | None


class Catalogue:
    """The index over table `talent`, built again only when the table has changed."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._version: Version | None = None
        self._index: Index[Talent] | None = None

    async def index(self) -> Index[Talent]:
        """The index of the table as it is now. Raise DatabaseUnavailableError."""
        async with login(self._database_url, READ_LIMIT_S) as connection:
            # The version comes first: a row written in between is found again the next time.
            current = await _version(connection)
            if self._index is None or current != self._version:
                self._index = Index(await _read(connection))
                self._version = current
            return self._index


async def _version(connection: Connection) -> Version:
    row = await (await connection.execute(_VERSION)).fetchone()
    return Version(**(row or {}))


async def _read(connection: Connection) -> list[Talent]:
    rows = await (await connection.execute(_READ)).fetchall()
    return [Talent(**row) for row in rows]
