from django.conf import settings
from django.db import migrations, models
from django.db.models import Max, Window
from django.db.models.functions import RowNumber


def number_messages(apps, schema_editor):
    """1, 2, 3 … within each conversation, in the order in which they were shown so far."""
    Message = apps.get_model("chat", "Message")
    Conversation = apps.get_model("chat", "Conversation")
    place = Window(RowNumber(), partition_by="conversation", order_by=["created_at", "pk"])
    for pk, number in Message.objects.annotate(place=place).values_list("pk", "place"):
        Message.objects.filter(pk=pk).update(number=number)
    used = Conversation.objects.annotate(used=Max("messages__number")).exclude(used=None)
    for conversation in used:
        Conversation.objects.filter(pk=conversation.pk).update(last_number=conversation.used)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("chat", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="last_number",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="message",
            name="number",
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.RunPython(number_messages, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="message",
            name="number",
            field=models.PositiveBigIntegerField(editable=False),
        ),
        migrations.AlterModelOptions(
            name="message", options={"ordering": ("conversation", "number")}
        ),
        migrations.RemoveIndex(model_name="message", name="chat_messag_convers_96d515_idx"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("read_at", None)), fields=["conversation"], name="chat_unread"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("conversation", "number"), name="numbered_once"
            ),
        ),
    ]
