"""Send: the outbox and the SMTP sender.

``outbox.queue`` takes messages in, inside the caller's transaction. ``sender.send_due`` hands them to the mail server
and writes each attempt down before a byte of the message goes out. ``settling`` is for the person who clears up what
no machine can know. Rows are what others read: they never ask the sender.
"""
