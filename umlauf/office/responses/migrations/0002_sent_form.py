from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("responses", "0001_initial")]

    operations = [
        migrations.RenameModel(old_name="Submission", new_name="SentForm"),
        migrations.RemoveConstraint(model_name="sentform", name="submission_once"),
        migrations.AddConstraint(
            model_name="sentform",
            constraint=models.UniqueConstraint(fields=("association", "nonce"), name="sent_form_once"),
        ),
        migrations.RenameIndex(model_name="sentform", new_name="sent_form_recent", old_name="submission_recent"),
    ]
