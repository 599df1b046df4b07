"""Every migration of ours forward, back and forward again: the same tables, columns, indexes and constraints."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers, pytest.mark.slow]
pytest_plugins = ["tests.database_file"]
OURS = ("comments", "search", "articles", "clinic", "jobs", "pagecache", "portal")


def schema() -> dict:
    """The tables of our apps, with what the database says of each."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.split("_")[0] in OURS:
                columns = connection.introspection.get_table_description(cursor, table)
                rules = connection.introspection.get_constraints(cursor, table)
                found[table] = (
                    sorted((column.name, column.type_code, column.null_ok) for column in columns),
                    sorted(
                        (str(rule["columns"]), rule["unique"], rule["index"], rule["check"]) for rule in rules.values()
                    ),
                    sorted(name for name in rules if not name.startswith("__")),
                )
    return found


def migrate(app: str, name: str | None) -> None:
    call_command("migrate", app, name or "zero", verbosity=0, interactive=False)


def names(app: str) -> list[str]:
    graph = MigrationExecutor(connection).loader.graph
    return sorted(name for one, name in graph.nodes if one == app)


@pytest.mark.parametrize("app", OURS)
def test_each_step_back_and_forward_gives_the_same_schema(app, database_file):
    if not (apps.get_app_config(app).path and names(app)):
        pytest.skip("has no migrations")
    before, steps = schema(), names(app)
    migrate(app, steps[0])  # Django takes every step back on the way there, each in a transaction of its own
    assert schema() != before or len(steps) == 1
    call_command("migrate", verbosity=0, interactive=False)
    assert schema() == before


def test_what_is_left_behind_is_seen(database_file):
    """The control: a step back that forgets something makes another schema."""
    before = schema()
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX comments_left_behind ON comments_comment (name)")
    assert schema() != before
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX comments_left_behind")
    assert schema() == before


# The last steps from before new columns had their default in the database.
WITHOUT_DEFAULTS = {"articles": 28, "clinic": 6, "comments": 12, "jobs": 2}
TAKEN_AWAY = (migrations.RemoveField, migrations.DeleteModel, migrations.RenameField, migrations.RenameModel)


def hinders_the_code_before(operation) -> bool:
    """Whether that code, which knows nothing of this step, would miss something or could not add a row: it serves on
    the new tables until everything is restarted."""
    if isinstance(operation, migrations.AddField):
        field = operation.field
        return not (field.null or field.many_to_many or field.has_db_default())
    return isinstance(operation, TAKEN_AWAY)


def test_the_code_before_serves_on_the_new_tables():
    for (app, name), migration in MigrationExecutor(connection).loader.disk_migrations.items():
        if app in OURS and int(name[:4]) > WITHOUT_DEFAULTS.get(app, 0):
            hindering = [each.describe() for each in migration.operations if hinders_the_code_before(each)]
            assert hindering == [], f"{app} {name}"


@pytest.mark.parametrize(
    ("operation", "hinders"),
    [
        (migrations.AddField("comment", "new", models.CharField(max_length=9, default="")), True),
        (migrations.AddField("comment", "new", models.CharField(max_length=9, default="", db_default="")), False),
        (migrations.AddField("comment", "new", models.DateField(null=True)), False),
        (migrations.RemoveField("comment", "text"), True),
        (migrations.RenameField("comment", "text", "words"), True),
    ],
    ids=["no default in the database", "a default there", "may be empty", "gone", "another name"],
)
def test_what_would_hinder_it_is_seen(operation, hinders):
    assert hinders_the_code_before(operation) is hinders


def test_every_migration_has_a_name_and_a_way_back():
    executor = MigrationExecutor(connection)
    for (app, name), migration in executor.loader.disk_migrations.items():
        if app in OURS:
            assert "auto_" not in name
            assert all(operation.reversible for operation in migration.operations), f"{app} {name}"
