"""What a WSGI server asks for."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
