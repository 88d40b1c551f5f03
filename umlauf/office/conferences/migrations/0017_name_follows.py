from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("conferences", "0016_feed_and_deadlines"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=Q(name_follows=True, name="")
                | (Q(name_follows=False) & (~Q(name="") | Q(purged_at__isnull=False))),
                name="registration_named",
            ),
        ),
    ]
