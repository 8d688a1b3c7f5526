from asgiref.sync import async_to_sync
from celery import shared_task
from channels.layers import get_channel_layer


@shared_task
def send_parcel(order):
    message = {"type": "parcel.sent", "order": order}
    async_to_sync(get_channel_layer().group_send)(f"order-{order}", message)
