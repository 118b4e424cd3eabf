from django.db import migrations, models

import madang.core.languages


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0002_audit_only_grows"),
    ]

    operations = [
        migrations.AddField(
            model_name="work",
            name="language",
            field=models.CharField(
                choices=[("ko", "한국어"), ("zh-hans", "中文"), ("en", "English"), ("ru", "Русский")],
                default=madang.core.languages.active,
                max_length=7,
            ),
        ),
    ]
