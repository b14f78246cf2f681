"""Triggers that several models share: what is sealed never changes, but for one audited purge.

A purge sets `evenhand.purge` for its own transaction (`SET LOCAL`); nothing else lifts these rules. The errors arrive
as IntegrityError with the trigger's name in ``error.__cause__.diag.constraint_name``.
"""

import pgtrigger

PURGING = "current_setting('evenhand.purge', true) = 'on'"
_LET_PASS = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"  # noqa: S105  # no password: the rest of a trigger
FRESH = pgtrigger.Referencing(new="fresh")  # type: ignore[no-untyped-call]  # what a statement has written


def refuse(name: str, message: str) -> str:
    """PL/pgSQL that raises a check violation under a constraint's name."""
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"


def immutable(name: str, *, but_by_purge: str = "") -> pgtrigger.Trigger:
    """No UPDATE and no DELETE of a row once it is written.

    `but_by_purge` is the one of these that a purge may do, where it may not do both.
    """
    only = f" AND TG_OP = '{but_by_purge}'" if but_by_purge else ""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"IF {PURGING}{only} THEN {_LET_PASS} END IF; {refuse(name, 'this row never changes')}",
    )


def only_if(name: str, condition: str, message: str) -> pgtrigger.Trigger:
    """A row is written, and written anew, only where `condition` holds: SQL over NEW, for what reaches into other tables."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"IF NOT ({condition}) THEN {refuse(name, message)} END IF; RETURN NEW;",
    )


def sealable(name: str, check: str = "") -> pgtrigger.Trigger:
    """A parent is written, gets its children, is sealed by setting `sealed_at`; from then on it never changes.

    `check` is PL/pgSQL that runs at the moment of sealing and refuses what is not whole.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        declare=[("found_total", "numeric")],
        func=f"""
            IF {PURGING} THEN {_LET_PASS} END IF;
            IF TG_OP = 'DELETE' OR OLD.sealed_at IS NOT NULL THEN
                {refuse(name, "what is sealed never changes")}
            END IF;
            IF NEW.sealed_at IS NOT NULL THEN
                {check}
            END IF;
            RETURN NEW;
        """,
    )


def sealed_at_commit(name: str, table: str) -> pgtrigger.Trigger:
    """A row that is left unsealed takes its whole transaction with it."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=f"""
            PERFORM 1 FROM {table} WHERE id = NEW.id AND sealed_at IS NULL;
            IF FOUND THEN {refuse(name, "left unsealed")} END IF;
            RETURN NULL;
        """,
    )


def child_of_open(name: str, table: str, key: str) -> pgtrigger.Trigger:
    """Children go in only while the parent is open. The lock makes sealing wait for a child on its way in."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("parent_sealed", "timestamptz")],
        func=f"""
            SELECT sealed_at INTO parent_sealed FROM {table} WHERE id = NEW.{key} FOR NO KEY UPDATE;
            IF parent_sealed IS NOT NULL THEN {refuse(name, "the parent is sealed")} END IF;
            RETURN NEW;
        """,
    )


def children_of_open(name: str, table: str, parents: str, *, refusing: str = "", then: str = "") -> pgtrigger.Trigger:
    """As child_of_open, once for all rows of a statement: `parents` is SQL for the keys of theirs, over `fresh`, the new rows.

    All parents are locked before one of them is judged, so that one which was sealed meanwhile is seen sealed. `refusing` names
    the constraint, where that is not `name`; `then` is PL/pgSQL that comes after.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=FRESH,
        declare=[("is_sealed", "boolean")],
        func=f"""
            SELECT bool_or(sealed_at IS NOT NULL) INTO is_sealed FROM (
                SELECT sealed_at FROM {table} WHERE id = ANY(ARRAY({parents})) ORDER BY id FOR NO KEY UPDATE
            ) locked;
            IF is_sealed THEN {refuse(refusing or name, "the parent is sealed")} END IF;
            {then}
            RETURN NULL;
        """,
    )
