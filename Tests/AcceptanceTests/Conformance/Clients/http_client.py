"""Python's own HTTP client against a server on loopback: argument 1 is its port."""

import http.client
import sys

PORT = int(sys.argv[1])
checks = 0


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"failed: {what}")


def connect():
    return http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)


def ask(connection, method, path, **more):
    connection.request(method, path, **more)
    answer = connection.getresponse()
    return answer, answer.read()


# One connection for all of it.
connection = connect()
connection.connect()
socket = connection.sock
for turn in range(50):
    answer, body = ask(connection, "GET", "/plain")
    check(answer.status == 200 and body == b"hello" and answer.version == 11, f"GET {turn}")
answer, body = ask(connection, "HEAD", "/plain")
check(answer.status == 200 and body == b"" and answer.getheader("content-length") == "5", "HEAD")
answer, body = ask(connection, "HEAD", "/stream")
check(answer.status == 200 and body == b"", "HEAD of a stream")
answer, body = ask(connection, "POST", "/echo", body=b"x" * 100_000)
check(answer.status == 200 and body == b"x" * 100_000, "a body with a length")
answer, body = ask(connection, "POST", "/echo", body=iter([b"one", b"two", b"three"] * 100), encode_chunked=True,
                   headers={"Transfer-Encoding": "chunked"})
check(answer.status == 200 and body == b"onetwothree" * 100, "a body in chunks")
answer, body = ask(connection, "GET", "/stream")
check(answer.getheader("transfer-encoding") == "chunked" and body.count(b"\n") == 1000, "a stream")
answer, body = ask(connection, "GET", "/large")
check(len(body) == 8 << 20, "a large body")
answer, body = ask(connection, "GET", "/nowhere")
check(answer.status == 404 and answer.getheader("content-type") == "application/problem+json", "404")
answer, body = ask(connection, "PUT", "/plain", body=b"x" * 1000)
check(answer.status == 405 and "GET" in answer.getheader("allow"), "405 with a body")
answer, body = ask(connection, "GET", "/greetings/ann")
tag = answer.getheader("etag")
check(answer.status == 200 and tag is not None, "an entity tag")
answer, body = ask(connection, "GET", "/greetings/ann", headers={"If-None-Match": f'"other", {tag}'})
check(answer.status == 304 and body == b"", "304")
answer, body = ask(connection, "OPTIONS", "/plain")
check(answer.status == 204 and body == b"", "OPTIONS")
check(connection.sock is socket, "the connection was kept all the time")
answer, body = ask(connection, "GET", "/plain", headers={"Connection": "close"})
check(answer.getheader("connection") == "close" and body == b"hello", "close")

# Refused by its length before it is sent.
connection = connect()
connection.putrequest("POST", "/echo")
connection.putheader("Content-Length", str(2 << 20))
connection.endheaders()
answer = connection.getresponse()
answer.read()
check(answer.status == 413, "413")

# As HTTP/1.0 clients do.
connection = connect()
connection._http_vsn, connection._http_vsn_str = 10, "HTTP/1.0"
answer, body = ask(connection, "GET", "/stream")
check(answer.getheader("transfer-encoding") is None and body.count(b"\n") == 1000, "HTTP/1.0")

print(f"{checks} checks passed")
