import django.db.models.deletion
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("portaal", "0002_rapport")]

    operations = [
        migrations.CreateModel(
            "Document",
            [
                ("id", KEY.clone()),
                ("bladzijden", models.PositiveIntegerField(null=True)),
                ("tekst", models.JSONField(null=True)),
                ("toegevoegd_op", models.DateTimeField()),
                (
                    "gesprek",
                    models.ForeignKey(
                        "portaal.gesprek", on_delete=django.db.models.deletion.CASCADE, related_name="documenten"
                    ),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.CreateModel(
            "Voorstel",
            [
                ("id", KEY.clone()),
                ("slot", models.CharField(max_length=64)),
                ("waarde", models.JSONField()),
                ("citaten", models.JSONField()),
                ("zekerheid", models.FloatField()),
                (
                    "bericht",
                    models.ForeignKey("portaal.bericht", on_delete=django.db.models.deletion.SET_NULL, null=True),
                ),
                (
                    "document",
                    models.ForeignKey(
                        "portaal.document", on_delete=django.db.models.deletion.CASCADE, related_name="voorstellen"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("document", "slot"), name="voorstel_eenmaal")],
            },
        ),
    ]
