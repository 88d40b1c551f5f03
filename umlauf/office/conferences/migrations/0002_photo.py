import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conferences", "0001_version_0_1"),
        ("core", "0002_basis"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContributorPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("alternative", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("data", models.BinaryField()),
                ("given_at", models.DateTimeField()),
                (
                    "association",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                    ),
                ),
                (
                    "contributor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photo", to="conferences.contributor"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
