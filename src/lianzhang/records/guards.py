"""What the database itself refuses: to change an event, or to delete one that no anchor covers or that is too young."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["lower", "raise_guards"]

EVENTS, ANCHORS = "records_auditevent", "records_auditanchor"
MONTHS = 6  # 网络安全法 art. 21: network logs are kept at least six months
COVERED = f"(SELECT COALESCE(MAX(upto), 0) FROM {ANCHORS})"  # noqa: S608 - names of our own
REFUSAL = "audit events are never changed or deleted"

SQLITE = (
    f"""CREATE TRIGGER audit_no_update BEFORE UPDATE ON {EVENTS}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON {EVENTS}
        WHEN NOT (OLD.id <= {COVERED} AND OLD.at < datetime('now', '-{MONTHS} months'))
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER audit_anchor_no_update BEFORE UPDATE ON {ANCHORS}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER audit_anchor_no_delete BEFORE DELETE ON {ANCHORS}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
)
SQLITE_DOWN = tuple(
    f"DROP TRIGGER IF EXISTS {name}"
    for name in ("audit_no_update", "audit_no_delete", "audit_anchor_no_update", "audit_anchor_no_delete")
)
POSTGRESQL = (
    f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    f"""CREATE FUNCTION audit_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.id <= {COVERED} AND OLD.at < now() - interval '{MONTHS} months' THEN RETURN OLD; END IF;
          RAISE EXCEPTION '{REFUSAL}';
        END $$""",
    f"""CREATE TRIGGER audit_no_update BEFORE UPDATE ON {EVENTS}
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON {EVENTS}
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_delete()""",
    f"""CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {EVENTS}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    f"""CREATE TRIGGER audit_anchor_no_change BEFORE UPDATE OR DELETE ON {ANCHORS}
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    f"""CREATE TRIGGER audit_anchor_no_truncate BEFORE TRUNCATE ON {ANCHORS}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
)
POSTGRESQL_DOWN = (
    f"DROP TRIGGER IF EXISTS audit_no_update ON {EVENTS}",
    f"DROP TRIGGER IF EXISTS audit_no_delete ON {EVENTS}",
    f"DROP TRIGGER IF EXISTS audit_no_truncate ON {EVENTS}",
    f"DROP TRIGGER IF EXISTS audit_anchor_no_change ON {ANCHORS}",
    f"DROP TRIGGER IF EXISTS audit_anchor_no_truncate ON {ANCHORS}",
    "DROP FUNCTION IF EXISTS audit_refuse()",
    "DROP FUNCTION IF EXISTS audit_refuse_delete()",
)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def raise_guards(connection: BaseDatabaseWrapper) -> None:
    _run(connection, POSTGRESQL if connection.vendor == "postgresql" else SQLITE)


def lower(connection: BaseDatabaseWrapper) -> None:
    """For migrations backward, and for tests that empty the database: nothing in the house calls it."""
    _run(connection, POSTGRESQL_DOWN if connection.vendor == "postgresql" else SQLITE_DOWN)
