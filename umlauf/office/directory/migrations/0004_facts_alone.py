from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_carry_over")]

    operations = [
        migrations.RemoveField(
            model_name="distributionlist",
            name="member_kind",
        ),
        migrations.RemoveField(
            model_name="person",
            name="first_name",
        ),
        migrations.RemoveField(
            model_name="person",
            name="last_name",
        ),
        migrations.RemoveField(
            model_name="person",
            name="title",
        ),
        migrations.RemoveField(
            model_name="post",
            name="email",
        ),
    ]
