"""A caller of a module with nothing but Python's standard library: argument 1 is the port, 2 the stage's secret.

It speaks the Connect protocol's unary form: https://connectrpc.com/docs/protocol
"""

import base64
import http.client
import json
import sys
import urllib.parse

PORT, SECRET = int(sys.argv[1]), sys.argv[2]
checks = 0
connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"failed: {what}")


def call(procedure, message, **headers):
    fields = {"Content-Type": "application/json", "Connect-Protocol-Version": "1", "Authorization": f"Bearer {SECRET}"}
    fields.update({name.replace("_", "-"): value for name, value in headers.items()})
    connection.request("POST", procedure, body=json.dumps(message), headers=fields)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def detail(error):
    first = error["details"][0]
    value = first["value"] + "=" * (-len(first["value"]) % 4)
    return first["type"], json.loads(base64.b64decode(value))


# A query, many times over one connection.
for turn in range(20):
    status, reply = call("/lab.depot/Look", {"text": f"turn {turn}", "count": 1})
    check(status == 200 and reply["text"] == f"turn {turn}" and 29 < reply["secondsLeft"] <= 30, reply)

# The context of the call.
who = json.dumps({"principal": {"id": "ann", "roles": ["admin"]}, "priority": 2, "attempt": 3})
status, reply = call("/lab.depot/Look", {"text": "", "count": 1}, Tenfold_Call=who, Connect_Timeout_Ms="1500")
check(reply["principal"] == {"id": "ann", "roles": ["admin"]} and reply["attempt"] == 3, reply)
check(reply["priority"] == 2 and 0 < reply["secondsLeft"] <= 1.5, reply)
status, reply = call("/lab.depot/Look", {"text": "", "count": 1}, Tenfold_Call="{broken")
check(status == 400 and reply["code"] == "invalid_argument", reply)

# A query in the address.
message = urllib.parse.quote(json.dumps({"text": "in the address", "count": 1}))
connection.request(
    "GET", f"/lab.depot/Look?connect=v1&encoding=json&message={message}", headers={"Authorization": f"Bearer {SECRET}"}
)
answer = connection.getresponse()
check(answer.status == 200 and json.loads(answer.read())["text"] == "in the address", "GET")

# A command under its key.
first = call("/lab.depot/Put", {"name": "a"}, Idempotency_Key="py-1")
check(first == call("/lab.depot/Put", {"name": "a"}, Idempotency_Key="py-1"), first)

# Errors: the protocol's code and status, and ours in the detail.
EXPECTED = {
    "malformed": ("invalid_argument", 400),
    "unauthenticated": ("unauthenticated", 401),
    "forbidden": ("permission_denied", 403),
    "notFound": ("not_found", 404),
    "conflict": ("failed_precondition", 400),
    "invalid": ("invalid_argument", 400),
    "tooManyRequests": ("resource_exhausted", 429),
}
for kind, (code, http_status) in EXPECTED.items():
    status, error = call("/lab.depot/Refuse", {"kind": kind})
    check((status, error["code"]) == (http_status, code), error)
    check(error["message"] == "Not this time.", error)
    name, ours = detail(error)
    check(name == "tenfold.Refusal" and ours["kind"] == kind and ours["code"] == "depot.no", ours)

# Every wrong field at once.
status, error = call("/lab.depot/Look", {"text": 7, "count": "many"})
name, ours = detail(error)
check(status == 400 and {field["field"] for field in ours["errors"]} == {"text", "count"}, ours)
status, error = call("/lab.depot/Look", {"text": "", "count": 10})
check([field["field"] for field in detail(error)[1]["errors"]] == ["count"], error)

# A deadline.
status, error = call("/lab.depot/Wait", {"milliseconds": 0}, Connect_Timeout_Ms="0")
check((status, error["code"]) == (504, "deadline_exceeded") and detail(error)[0] == "tenfold.Fault", error)

print(f"{checks} checks passed")
