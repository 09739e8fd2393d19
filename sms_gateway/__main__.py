"""`python -m sms_gateway` is `recours`."""

from sms_gateway.cli import program

program()
