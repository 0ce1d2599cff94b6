from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portaal", "0001_initial")]

    operations = [
        migrations.AddField("gesprek", "rapport_hash", models.CharField(max_length=64, null=True, unique=True)),
    ]
