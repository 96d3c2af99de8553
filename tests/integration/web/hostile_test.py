#!/usr/bin/env python3
"""Web servers that mean no good: each visit ends within its bound, with a status or a doubt that says so."""

import gzip
import io
import resource
import socket
import threading
import time
import unittest

from servers import PROGRAM, probe

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
PAGE = b"<!DOCTYPE html><html><head><title>x</title></head><body><p>Trang</p></body></html>"


with open(PROGRAM, "rb") as program:
    # AddressSanitizer keeps what was freed, and shadows it all
    SANITIZED = b"__asan_init" in program.read()
MOST = 300 * 1024 * (4 if SANITIZED else 1)  # kilobytes of memory


class Peer:
    """Does to every connection whatever `manner(connection, request)` does."""

    def __init__(self, manner):
        self.manner = manner
        self.ended = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while not self.ended.is_set():
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection:
            try:
                connection.settimeout(30)
                request = b""
                while b"\r\n\r\n" not in request:
                    more = connection.recv(65536)
                    if not more:
                        return
                    request += more
                self.manner(connection, request, self.ended)
            except OSError:
                pass

    def close(self):
        self.ended.set()
        self.socket.close()


def zeros():
    """A gigabyte of zeros, gzipped: about a megabyte."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as packed:
        block = bytes(1 << 20)
        for _ in range(1024):
            packed.write(block)
    return out.getvalue()


BOMB = None


def endless_redirects(connection, request, ended):
    path = request.split()[1].decode()
    number = int(path.rsplit("n", 1)[-1]) if "n" in path else 0
    connection.sendall(f"HTTP/1.1 302 Found\r\nLocation: /n{number + 1}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())


def bomb(connection, request, ended):
    connection.sendall(HTML + b"Content-Encoding: gzip\r\n\r\n" + BOMB)


def endless_header(connection, request, ended):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not ended.is_set():
        connection.sendall(b"X-A: " + b"a" * 4000 + b"\r\n")


def one_byte_a_second(connection, request, ended):
    connection.sendall(HTML + b"Content-Length: 1000000\r\n\r\n")
    while not ended.is_set():
        connection.sendall(b"a")
        time.sleep(1)


def silence(connection, request, ended):
    ended.wait(120)


def cookies(connection, request, ended):
    connection.sendall(HTML + b"".join(b"Set-Cookie: c%d=1\r\n" % n for n in range(2500)) + b"\r\n" + PAGE)


def invalid_utf8(connection, request, ended):
    connection.sendall(HTML + b"X-Powered-By: \xff\xfe\x80\r\n\r\n<html><head><title>\xff\xfe\xc3</title></head><body>\x80\xbf"
                       + bytes(range(128, 256)) * 40 + b"</body></html>")


def nested(connection, request, ended):
    connection.sendall(HTML + b"\r\n" + b"<div>" * 200000)


def endless_links(connection, request, ended):
    path = request.split()[1]
    connection.sendall(HTML + b"\r\n<html><body>" + b"".join(b'<a href="%s/%d">x</a>' % (path.rstrip(b"/"), n) for n in range(200)) + b"</body></html>")


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        global BOMB
        BOMB = zeros()

    def look(self, manner, seconds=240):
        peer = Peer(manner)
        self.addCleanup(peer.close)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        seen = probe(f"http://127.0.0.1:{peer.port}/", seconds=seconds)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        if peak > before:
            self.assertLess(peak, MOST, "kilobytes of memory")
        return seen

    def test_endless_redirects(self):
        seen = self.look(endless_redirects)
        http = seen.observation("http")
        self.assertEqual(http["status"], "ok")
        self.assertEqual(len(http["facts"]["hops"]), 10)
        self.assertNotIn("final_status", http["facts"])
        doubts = {doubt["fact"]: doubt["reason"] for doubt in http["facts"]["undetermined"]}
        self.assertIn("10 redirects", doubts["final_status"])

    def test_a_gigabyte_of_zeros(self):
        self.assertEqual(self.look(bomb).observation("http")["status"], "ok")

    def test_a_header_that_never_ends(self):
        http = self.look(endless_header).observation("http")
        self.assertEqual(http["status"], "protocol_error")
        self.assertIn("header", http["reason"])

    def test_one_byte_a_second(self):
        seen = self.look(one_byte_a_second)
        self.assertEqual(seen.observation("http")["status"], "timeout")
        self.assertEqual(seen.observation("content")["status"], "timeout")

    def test_silence(self):
        seen = self.look(silence)
        self.assertEqual(seen.observation("http")["status"], "timeout")
        self.assertEqual(seen.outcome("content.no-inserted-content"), "unknown")

    def test_cookies_by_the_thousand(self):
        facts = self.look(cookies).facts("http")
        self.assertEqual(len(facts["cookies"]), 100)
        self.assertIn("cookies", {doubt["fact"] for doubt in facts["undetermined"]})

    def test_text_that_is_no_utf8(self):
        seen = self.look(invalid_utf8)
        self.assertEqual(seen.observation("http")["status"], "ok")
        self.assertEqual(seen.observation("content")["status"], "ok")

    def test_elements_within_elements_without_end(self):
        self.assertEqual(self.look(nested).observation("content")["status"], "ok")

    def test_links_without_end(self):
        measures = self.look(endless_links).observation("content")["measures"]
        self.assertLessEqual(measures["pages"], 20)
        self.assertFalse(measures["complete"])


if __name__ == "__main__":
    unittest.main()
