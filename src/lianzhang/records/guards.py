"""What the database itself refuses: to change an event but to chain it once, or to delete one that is not covered.

Covered is what an anchor covers, once it is old enough."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["lower", "raise_guards"]

EVENTS, ANCHORS = "records_auditevent", "records_auditanchor"
MONTHS = 6  # 网络安全法 art. 21: network logs are kept at least six months
COVERED = f"(SELECT COALESCE(MAX(upto), 0) FROM {ANCHORS})"  # noqa: S608 - names of our own
REFUSAL = "audit events are never changed or deleted"
# What an act wrote; quoted, because "by" is a word of SQL.
WRITTEN = '"id", "at", "by", "account", "post", "action", "subject", "facts", "address", "reference"'
CHAINED = "position, previous, hash"
NAMES = (
    *((EVENTS, name) for name in ("audit_no_update", "audit_chained_once", "audit_no_delete")),
    *((ANCHORS, name) for name in ("audit_anchor_no_update", "audit_anchor_no_delete")),
)
POSTGRESQL_NAMES = (
    *NAMES[:3],
    *((EVENTS, "audit_no_truncate"), (ANCHORS, "audit_anchor_no_change"), (ANCHORS, "audit_anchor_no_truncate")),
)


def _sqlite(columns: str, place: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return [
        f"CREATE TRIGGER audit_no_update BEFORE UPDATE {columns} ON {EVENTS} {refuse}",
        f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON {EVENTS}
            WHEN NOT COALESCE(OLD.{place} <= {COVERED} AND OLD.at < datetime('now', '-{MONTHS} months'), FALSE)
            {refuse}""",
        f"CREATE TRIGGER audit_anchor_no_update BEFORE UPDATE ON {ANCHORS} {refuse}",
        f"CREATE TRIGGER audit_anchor_no_delete BEFORE DELETE ON {ANCHORS} {refuse}",
    ]


SQLITE_ONCE = f"""CREATE TRIGGER audit_chained_once BEFORE UPDATE OF {CHAINED} ON {EVENTS}
    WHEN OLD.position IS NOT NULL BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""


def _postgresql(columns: str, place: str) -> list[str]:
    return [
        f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
        f"""CREATE FUNCTION audit_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF OLD.{place} <= {COVERED} AND OLD.at < now() - interval '{MONTHS} months' THEN RETURN OLD; END IF;
              RAISE EXCEPTION '{REFUSAL}';
            END $$""",
        f"""CREATE TRIGGER audit_no_update BEFORE UPDATE {columns} ON {EVENTS}
            FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON {EVENTS}
            FOR EACH ROW EXECUTE FUNCTION audit_refuse_delete()""",
        f"""CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {EVENTS}
            FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
        f"""CREATE TRIGGER audit_anchor_no_change BEFORE UPDATE OR DELETE ON {ANCHORS}
            FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        f"""CREATE TRIGGER audit_anchor_no_truncate BEFORE TRUNCATE ON {ANCHORS}
            FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    ]


POSTGRESQL_ONCE = f"""CREATE TRIGGER audit_chained_once BEFORE UPDATE OF {CHAINED} ON {EVENTS}
    FOR EACH ROW WHEN (OLD.position IS NOT NULL) EXECUTE FUNCTION audit_refuse()"""


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def raise_guards(connection: BaseDatabaseWrapper, *, positions: bool = True) -> None:
    """Without `positions`, as migrations before the sequencer had them: an event was written with its hash."""
    columns, place = (f"OF {WRITTEN}", "position") if positions else ("", "id")
    if connection.vendor == "postgresql":
        _run(connection, [*_postgresql(columns, place), *([POSTGRESQL_ONCE] if positions else [])])
    else:
        _run(connection, [*_sqlite(columns, place), *([SQLITE_ONCE] if positions else [])])


def lower(connection: BaseDatabaseWrapper) -> None:
    """For migrations, and for tests that empty the database: nothing else in the house calls it."""
    if connection.vendor == "postgresql":
        drops = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name in POSTGRESQL_NAMES]
        drops += [f"DROP FUNCTION IF EXISTS {name}()" for name in ("audit_refuse", "audit_refuse_delete")]
    else:
        drops = [f"DROP TRIGGER IF EXISTS {name}" for _, name in NAMES]
    _run(connection, drops)
