from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def freeze(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A letter that was signed before keeps the code that its series has now."""
    Issue = apps.get_model("circulars", "Issue")
    Series = apps.get_model("circulars", "Series")
    proof = Series._base_manager.filter(id=OuterRef("series_id")).values("proof")
    Issue._base_manager.update(proof=Subquery(proof))


class Migration(migrations.Migration):
    dependencies = [("circulars", "0004_writing")]

    operations = [migrations.RunPython(freeze, migrations.RunPython.noop, elidable=True)]
