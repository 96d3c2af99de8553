#!/usr/bin/python3
"""A mail server for tests (aiosmtpd): STARTTLS, authentication, each letter kept as a file.

usage: mail_server.py DIR CERTIFICATE KEY PORT
Prints the port it listens on, then serves until its standard input ends. What it does with a letter stands in DIR/mode:
"take" (the default), "break" (takes the letter and breaks the connection without an answer), "busy" (451),
"refuse" (550 to every recipient), "nosender" (550 to the sender).
"""
import itertools
import os
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

directory, certificate, key, port = sys.argv[1:5]
number = itertools.count(len([name for name in os.listdir(directory) if name.endswith(".eml")]) + 1)


def mode():
    try:
        with open(os.path.join(directory, "mode"), encoding="ascii") as file:
            return file.read().strip()
    except FileNotFoundError:
        return "take"


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if mode() == "nosender":
            return "550 5.7.1 not from you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode() == "refuse":
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if mode() == "busy":
            return "451 4.3.0 try again later"
        assert session.ssl is not None and session.authenticated
        path = os.path.join(directory, "%04d.eml" % next(number))
        with open(path + ".new", "wb") as file:
            file.write(b"X-To: " + ",".join(envelope.rcpt_tos).encode() + b"\r\n" + envelope.content)
        os.rename(path + ".new", path)
        if mode() == "break":
            server.transport.abort()
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"attt" and data.password == "mật khẩu".encode(),
                      handled=False)


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificate, key)


class Server(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="thu.unit.example", tls_context=context, require_starttls=True,
                    authenticator=authenticate, auth_required=True, auth_require_tls=True, enable_SMTPUTF8=False)


server = Server(Handler(), hostname="127.0.0.1", port=int(port))
server.start()
print(server.server.sockets[0].getsockname()[1], flush=True)
sys.stdin.read()
server.stop()
