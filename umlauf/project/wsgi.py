"""What a WSGI server asks for."""

import gc

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
# What is loaded now stays. To look through it for garbage again and again took the tests a tenth of the time.
gc.freeze()
gc.set_threshold(10_000, 20, 50)
