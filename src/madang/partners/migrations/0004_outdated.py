import django.db.models.deletion
from django.db import migrations, models

import madang.core.clock


class Migration(migrations.Migration):

    dependencies = [
        ("fairs", "0003_pace_of_meetings"),
        ("partners", "0003_embedding"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outdated",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(default=madang.core.clock.real_now)),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="fairs.participation"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
    ]
