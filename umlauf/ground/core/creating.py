"""The tables of an app, made in one step of a migration."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Several ``CreateModel``, one after the other, with the models built once.

    Django builds every model that is related to a new one anew for each of them, and nearly all of ours are related by
    their association: that is most of what preparing an empty database costs.
    """

    reversible = False  # without these tables there is nothing to go back to

    def __init__(self, operations: Sequence[CreateModel]) -> None:
        self.operations = tuple(operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # built anew when the tables are made; while they are there, each model is
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {', '.join(operation.name for operation in self.operations)}"
