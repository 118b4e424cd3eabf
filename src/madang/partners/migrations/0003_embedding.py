from django.db import migrations, models

import madang.partners.embedding.models


class Migration(migrations.Migration):

    dependencies = [
        ("partners", "0002_exposure_limits"),
    ]

    operations = [
        migrations.CreateModel(
            name="Embedding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(max_length=200)),
                ("content", models.CharField(max_length=64)),
                ("vector", models.BinaryField()),
                ("used_on", models.DateField(default=madang.partners.embedding.models.today)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["used_on"], name="embedding_used_on")],
                "constraints": [models.UniqueConstraint(fields=["model", "content"], name="embedding_once")],
            },
        ),
    ]
