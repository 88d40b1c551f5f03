from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_version_0_1"),
    ]

    operations = [
        migrations.AddField(
            model_name="association",
            name="basis",
            field=models.CharField(
                choices=[
                    ("task", "task in the public interest, Art. 6(1)(e) GDPR"),
                    ("interest", "legitimate interest, Art. 6(1)(f) GDPR"),
                ],
                default="task",
                max_length=10,
            ),
        ),
    ]
