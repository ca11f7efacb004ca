"""What clients do to the service over TCP, and what they get. ADDRESS, KEY and TMP come from service.sh."""
import concurrent.futures
import http.client
import json
import os
import re
import socket
import sys
import time
from urllib.parse import urlencode, urlsplit

address = urlsplit(os.environ["ADDRESS"])
host, port = address.hostname, address.port
key, tmp = os.environ["KEY"].strip(), os.environ["TMP"]
origin = f"http://{host}:{port}"
failures = []


def check(good, words):
    if not good:
        failures.append(words)


def ask(method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(host, port, timeout=20)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response.status, response.headers, data


def read_file(name):
    with open(os.path.join(tmp, name), "rb") as file:
        return file.read()


bearer = {"Authorization": "Bearer " + key}

# The same bytes as the command line.
status, headers, data = ask("GET", "/api/v1/reports/early", headers=bearer)
check(status == 200 and data.endswith(b',"report":' + read_file("cli.json") + b"}\n"), "the JSON is not that of the command line")
json.loads(data)
status, headers, data = ask("GET", "/api/v1/reports/balance?book=guidance&format=csv&lang=zh", headers=bearer)
check(status == 200 and data == read_file("cli.csv"), "the CSV is not that of the command line")
for path in ("books", "books/guidance", "reports", "checkpoints", "records/guidance/0", "records/1/0/explain", "items/guidance/deal",
             "items/guidance/deal/D-1", "parties?q=XC"):
    status, headers, data = ask("GET", "/api/v1/" + path, headers=bearer)
    check(status == 200 and "cut" in json.loads(data) and headers["ETag"] and headers["Fundpool-Log"], f"/api/v1/{path}: {status}")
status, headers, data = ask("HEAD", "/api/v1/books", headers=bearer)
check(status == 200 and data == b"" and int(headers["Content-Length"]) > 100, "HEAD")
status, headers, data = ask("POST", "/api/v1/checkpoints/compare", read_file("checkpoints.txt"), {**bearer, "Content-Type": "text/plain"})
check(status == 200 and {line["result"] for line in json.loads(data)["compared"]} == {"PREFIX"}, "the ledger's own checkpoints are no prefix of it")
other = re.sub(rb"\n[A-Za-z0-9+/]{43}=\n", b"\n" + b"A" * 43 + b"=\n", read_file("checkpoints.txt"))
status, headers, data = ask("POST", "/api/v1/checkpoints/compare", other, {**bearer, "Content-Type": "text/plain"})
check(status == 200 and {line["result"] for line in json.loads(data)["compared"]} == {"DIFFERS"}, "other roots are no difference")
status, headers, data = ask("POST", "/api/v1/checkpoints/compare", b"x\n01\n\n", {**bearer, "Content-Type": "text/plain"})
check(status == 400 and json.loads(data)["reasons"][0]["field"] == "size", "a checkpoint that is none")

# A person signs in, downloads a copy, goes.
form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin, "Sec-Fetch-Site": "same-origin"}
status, headers, data = ask("POST", "/login", urlencode({"user": "xc.01", "password": "tiandi-xuanhuang-7", "next": "/loans"}), form)
check(status == 303 and headers["Location"] == "/loans", f"sign in: {status}")
cookie = {"Cookie": (headers["Set-Cookie"] or "").split(";")[0]}
status, headers, data = ask("GET", "/loans", headers=cookie)
page = data.decode()
token = (re.findall(r'name="token" value="([0-9a-f]{64})"', page) or [""])[0]
check(status == 200 and token and '<html lang="' in page and "data:" not in page and "http://" not in page, "the page of loans")
for resource in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
    status, headers, data = ask("GET", resource)
    check(status == 200 and "immutable" in headers["Cache-Control"] and len(data) < 24000, f"{resource}: {status}")
status, headers, data = ask("POST", "/verify/copy", urlencode({"token": token}), {**form, **cookie})
check(status == 403, f"a bank takes everything away: {status}")
status, headers, data = ask("POST", "/logout", urlencode({"token": token}), {**form, **cookie})
check(status == 303, f"sign out: {status}")
status, headers, data = ask("GET", "/loans", headers=cookie)
check(status == 303, f"signed out, and still in: {status}")

# Too long, too much, unheard of.
status, headers, data = ask("POST", "/login", b"user=" + b"x" * 70000, form)
check(status == 413 and b"E_TOO_LARGE" in data, f"70,000 bytes: {status}")
status, headers, data = ask("POST", "/login", b"user=x", {**form, "Content-Type": "application/json"})
check(status == 415, f"JSON to a form: {status}")
status, headers, data = ask("BREW", "/early")
check(status in (405, 501), f"BREW: {status}")


def raw(request, wait=5, end=True):
    with socket.create_connection((host, port), timeout=wait) as connection:
        connection.sendall(request)
        if end:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while piece := connection.recv(65536):
                answer += piece
                if b"\r\n\r\n" in answer and b"Connection: close" not in answer:
                    break
        except OSError:
            pass
        return answer


head = f"Host: {host}:{port}\r\n".encode()
check(b" 413 " in raw(b"POST /login HTTP/1.1\r\n" + head + b"Content-Length: 500000000\r\n\r\n", end=False),
      "500 MB are announced, and the answer waits for them")
check(not raw(b"GET /" + b"a" * 60000 + b" HTTP/1.1\r\n" + head + b"\r\n").startswith(b"HTTP/1.1 200"), "a path of 60,000 bytes")
check(not raw(b"GET / HTTP/1.1\r\n" + head + b"X: " + b"a" * 60000 + b"\r\n\r\n").startswith(b"HTTP/1.1 200"), "a header of 60,000 bytes")
check(b" 200 " not in raw(b"GET /healthz\r\n\r\n"), "no version")
check(b"evil" not in raw(b"GET /language?to=en&next=/%0d%0aSet-Cookie:%20evil=1 HTTP/1.1\r\n" + head + b"\r\n").split(b"\r\n\r\n")[0],
      "a header was smuggled in")
check(b" 400 " in raw(b"GET /api/v1/books HTTP/1.1\r\n" + head + b"Host: other\r\n\r\n"), "two hosts")
for junk in (b"\x00\x01\x02\xff\xfe" * 20, b"GET", b"\r\n\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"):
    raw(junk, wait=1)
check(ask("GET", "/healthz")[0] == 200, "after junk it answers no more")

# 200 half requests stand open, and others are served as before.
half = []
for _ in range(200):
    connection = socket.create_connection((host, port), timeout=5)
    connection.sendall(b"GET /early HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    half.append(connection)
began = time.monotonic()
check(ask("GET", "/api/v1/books", headers=bearer)[0] == 200 and time.monotonic() - began < 5, "half requests hold up whole ones")
for connection in half:
    connection.close()

# Many at once: each gets its own answer.
def one(n):
    name = ("books", "checkpoints", "reports")[n % 3]
    status, _, data = ask("GET", "/api/v1/" + name, headers=bearer)
    return status == 200 and json.loads(data)["report"]["report"] == name


with concurrent.futures.ThreadPoolExecutor(32) as pool:
    check(all(pool.map(one, range(300))), "answers are mixed up, or lacking")

for failure in failures:
    print("FAILED:", failure, file=sys.stderr)
sys.exit(1 if failures else 0)
