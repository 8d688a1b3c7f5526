"""``python manage.py test``: what needs neither a server nor a browser."""
