"""h11, a strict implementation of HTTP/1.1, against a server on loopback: argument 1 is its port."""

import socket
import sys

import h11

PORT = int(sys.argv[1])
HOST = ("Host", f"127.0.0.1:{PORT}")
checks = 0


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"failed: {what}")


class Client:
    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", PORT), timeout=20)
        self.h11 = h11.Connection(h11.CLIENT)

    def send(self, *events):
        self.socket.sendall(b"".join(self.h11.send(event) or b"" for event in events))

    def next(self):
        while True:
            event = self.h11.next_event()
            if event is not h11.NEED_DATA:
                return event
            self.h11.receive_data(self.socket.recv(65536))

    def answer(self):
        """The final response, its body, and the informational responses before it."""
        early = []
        response = self.next()
        while isinstance(response, h11.InformationalResponse):
            early.append(response)
            response = self.next()
        body = b""
        while True:
            event = self.next()
            if isinstance(event, h11.EndOfMessage):
                return response, body, early
            body += event.data

    def ask(self, method, target, headers=(), body=None, version=None):
        self.send(h11.Request(method=method, target=target, headers=[HOST, *headers]))
        if body is not None:
            self.send(h11.Data(data=body))
        self.send(h11.EndOfMessage())
        return self.answer()

    def again(self):
        self.h11.start_next_cycle()


def fields(response):
    return dict((name, value) for name, value in response.headers)


# One connection, each answer parsed to its exact end.
client = Client()
for method, target, headers, body, status, content in [
    ("GET", "/plain", [], None, 200, b"hello"),
    ("HEAD", "/plain", [], None, 200, b""),
    ("HEAD", "/stream", [], None, 200, b""),
    ("HEAD", "/large", [], None, 200, b""),
    ("OPTIONS", "/plain", [], None, 204, b""),
    ("POST", "/echo", [("Content-Length", "5")], b"hello", 200, b"hello"),
    ("POST", "/echo", [("Transfer-Encoding", "chunked")], b"hello", 200, b"hello"),
    ("POST", "/echo", [("Content-Length", "0")], None, 200, b""),
    ("GET", "/nowhere", [], None, 404, None),
    ("DELETE", "/plain", [], None, 405, None),
    ("GET", "/greetings/ann", [], None, 200, b'"hello ann"'),
    ("GET", "/greetings/ann", [("If-None-Match", "*")], None, 304, b""),
    ("HEAD", "/greetings/ann", [("If-None-Match", "*")], None, 304, b""),
    ("GET", f"http://127.0.0.1:{PORT}/plain", [], None, 200, b"hello"),
    ("GET", "/plain", [("Upgrade", "h2c"), ("Connection", "Upgrade, HTTP2-Settings"), ("HTTP2-Settings", "AAMAAABk")],
     None, 200, b"hello"),
]:
    response, got, early = client.ask(method, target, headers, body)
    check(response.status_code == status, f"{method} {target}: {response.status_code}")
    check(content is None or got == content, f"{method} {target}: {got[:100]}")
    check(not early, f"{method} {target}: {early}")
    check(response.http_version == b"1.1" and b"date" in fields(response), f"{method} {target}: {response}")
    if client.h11.their_state is h11.MUST_CLOSE:
        check(fields(response).get(b"connection") == b"close", f"{method} {target} closed without a word")
        client = Client()
    else:
        client.again()

# A client that waits for the word to go on.
client = Client()
client.send(h11.Request(method="POST", target="/count",
                        headers=[HOST, ("Content-Length", str(1 << 20)), ("Expect", "100-continue")]))
check(client.h11.they_are_waiting_for_100_continue is False, "we are the client")
first = client.next()
check(isinstance(first, h11.InformationalResponse) and first.status_code == 100, f"100: {first}")
client.send(h11.Data(data=b"x" * (1 << 20)), h11.EndOfMessage())
response, got, early = client.answer()
check(response.status_code == 200 and got == str(1 << 20).encode(), f"after 100: {response}")

# The same, refused: no word, and a final answer.
client = Client()
client.send(h11.Request(method="POST", target="/echo",
                        headers=[HOST, ("Content-Length", str(2 << 20)), ("Expect", "100-continue")]))
response = client.next()
check(isinstance(response, h11.Response) and response.status_code == 413, f"413: {response}")

# A closed half: what was asked is answered.
client = Client()
client.send(h11.Request(method="GET", target="/stream", headers=[HOST]), h11.EndOfMessage())
client.socket.shutdown(socket.SHUT_WR)
response, got, early = client.answer()
check(response.status_code == 200 and got.count(b"\n") == 1000, "a closed half")
check(client.socket.recv(1) == b"", "the other half closes too")

# Pipelined: the answers come in order. (h11 sends no second request before the first answer, so the bytes are plain.)
plain = socket.create_connection(("127.0.0.1", PORT), timeout=20)
paths = ["/plain", "/greetings/ann", "/stream", "/nowhere", "/plain"] * 8
plain.sendall(b"".join(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for path in paths))
rest = b""
for path in paths:
    parser = h11.Connection(h11.CLIENT)
    parser.send(h11.Request(method="GET", target=path, headers=[HOST]))
    parser.send(h11.EndOfMessage())
    # No bytes would mean that the connection has ended.
    if rest:
        parser.receive_data(rest)
    status, got = None, b""
    while True:
        event = parser.next_event()
        if event is h11.NEED_DATA:
            parser.receive_data(plain.recv(65536))
        elif isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            got += event.data
        elif isinstance(event, h11.EndOfMessage):
            break
    rest = parser.trailing_data[0]
    check(status == (404 if path == "/nowhere" else 200), f"pipelined {path}: {status}")
    check({"/plain": b"hello", "/greetings/ann": b'"hello ann"'}.get(path, got) == got, f"pipelined {path}: {got[:50]}")
check(rest == b"", "nothing is left over")

print(f"{checks} checks passed")
