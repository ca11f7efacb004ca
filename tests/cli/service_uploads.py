"""What programs and people do with uploads. ADDRESS, TMP, PROCESS come from service_uploads.sh."""
import hashlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import quote, urlencode, urlsplit

address = urlsplit(os.environ["ADDRESS"])
host, port = address.hostname, address.port
tmp, process = os.environ["TMP"], int(os.environ["PROCESS"])
origin = f"http://{host}:{port}"
failures = []


def check(good, words):
    if not good:
        failures.append(words)


def read_file(name):
    with open(os.path.join(tmp, name), "rb") as file:
        return file.read()


def write_file(name, data):
    with open(os.path.join(tmp, name), "wb") as file:
        file.write(data)


def ask(method, path, body=None, headers=None, user=None):
    connection = http.client.HTTPConnection(host, port, timeout=60)
    headers = dict(headers or {})
    if user:
        headers["Authorization"] = "Bearer " + read_file("key." + user).decode().strip()
    try:
        connection.request(method, path, body, headers)
    except (BrokenPipeError, ConnectionResetError):
        pass  # it was answered before the whole body was sent
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response.status, response.headers, data


def give(user, name, data, key, **query):
    query = {"command": "loans", "book": "pool", "name": name, **query}
    return ask("POST", "/api/v1/uploads?" + urlencode(query), data, {"Content-Type": "text/csv", "Idempotency-Key": key}, user)


def post(user, path, body):
    return ask("POST", path, json.dumps(body), {"Content-Type": "application/json"}, user)


def code(data):
    return json.loads(data)["reasons"][0]["code"]


def wait(user, number, *states):
    idle, before = 0, None
    while idle < 600:  # a minute without any progress; a slow machine may take longer
        status, _, data = ask("GET", f"/api/v1/uploads/{number}", user=user)
        data = json.loads(data)
        if status == 200 and data["upload"]["state"] in states:
            return data
        idle, before = 0 if data != before else idle + 1, data
        time.sleep(0.1)
    check(False, f"upload {number} does not become {states}: {data}")
    return data


def officer():
    """A bank's program: the file, the pre-check, the giving in, the answer; and what another bank sees of it."""
    body = read_file("loans.csv")
    status, headers, data = give("xc.01", "贷款.csv", body, "k1")
    check(status == 202 and headers["Location"], f"given: {status} {data}")
    number = json.loads(data)["upload"]["id"]
    status, _, data = give("xc.01", "贷款.csv", body, "k1")
    check(status == 202 and json.loads(data)["upload"]["id"] == number, "the same key made another upload")
    status, _, data = give("xc.01", "贷款.csv", body + b"x", "k1")
    check(status == 422 and code(data) == "E_REQUEST_CHANGED", f"another file under the same key: {status}")
    state = wait("xc.01", number, "CHECKED", "FAILED")
    check(state["upload"]["state"] == "CHECKED" and state["precheck"]["rows"] == 2 and state["precheck"]["accepted"] == 2, f"pre-check: {state}")
    check(state["upload"]["sha256"] == hashlib.sha256(body).hexdigest(), "another hash")
    sums = {one["field"]: one["amount"] for one in state["precheck"]["sums"]}
    check(sums.get("contract_amount", sums.get("amount")) in ("6000000.00",), f"sums: {sums}")
    status, _, data = ask("GET", f"/api/v1/uploads/{number}/precheck", user="xc.01")
    check(status == 200 and "试算" in data.decode("utf-8-sig"), "the pre-check of each row")
    status, _, data = ask("GET", "/api/v1/items/pool/loan", user="xc.01")
    check(b"JJ-001" not in data, "the pre-check has recorded something")
    status, _, data = ask("GET", f"/api/v1/uploads/{number}/answer", user="xc.01")
    check(status == 409 and code(data) == "E_UPLOAD_STATE", f"an answer before its time: {status}")
    # another bank's is not there; who reads all books sees it and cannot give it in
    for path in ("", "/answer", "/precheck"):
        one, _, theirs = ask("GET", f"/api/v1/uploads/{number}{path}", user="dh.01")
        two, _, none = ask("GET", f"/api/v1/uploads/99999{path}", user="dh.01")
        check(one == 404 and two == 404 and theirs.replace(str(number).encode(), b"#") == none.replace(b"99999", b"#"), f"another bank's upload{path}: {one}")
    status, _, data = ask("GET", "/api/v1/uploads", user="dh.01")
    check(json.loads(data)["uploads"] == [], "another bank's list")
    status, _, data = post("dh.01", f"/api/v1/uploads/{number}/submit", {"expect": state["upload"]["expect"]})
    check(status == 404, f"another bank gives it in: {status}")
    status, _, data = ask("GET", f"/api/v1/uploads/{number}", user="shen.ji")
    check(status == 200, f"the auditor: {status}")
    status, _, data = post("xc.01", f"/api/v1/uploads/{number}/submit", {})
    check(status == 400 and code(data) == "E_SHOWN_MISSING", f"given in unseen: {status}")
    status, _, data = post("xc.01", f"/api/v1/uploads/{number}/submit", {"expect": "0" * 64})
    check(status == 409 and code(data) == "E_NOT_AS_SHOWN", f"given in otherwise than seen: {status}")
    status, _, data = post("xc.01", f"/api/v1/uploads/{number}/submit", {"expect": state["upload"]["expect"]})
    check(status == 202, f"given in: {status} {data}")
    approve(number)
    state = wait("xc.01", number, "DONE", "FAILED")
    check(state["upload"]["state"] == "DONE" and state["result"]["accepted"] == 2 and state["result"]["as_prechecked"] is True, f"done: {state}")
    status, headers, data = ask("GET", f"/api/v1/uploads/{number}/answer", user="xc.01")
    check(status == 200 and quote("贷款") in headers["Content-Disposition"], f"the answer: {status} {headers}")
    write_file("loans.answer.csv", data)
    status, _, data = post("xc.01", f"/api/v1/uploads/{number}/submit", {"expect": state["upload"]["expect"]})
    check(status == 409, f"given in twice: {status}")
    status, _, data = ask("GET", "/api/v1/uploads", user="xc.01")
    check([one["id"] for one in json.loads(data)["uploads"]] == [number], "the list")
    # in pieces, with a lost connection in the middle of one
    status, _, data = give("xc.01", "pieces.csv", body[:100], "k2", part=1)
    piece = json.loads(data)["upload"]["id"]
    check(status == 202 and json.loads(data)["upload"]["state"] == "RECEIVING", f"the first piece: {status}")
    with socket.create_connection((host, port), timeout=5) as connection:
        key = read_file("key.xc.01").decode().strip()
        connection.sendall(f"POST /api/v1/uploads/{piece}/append?offset=100 HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {key}\r\n"
                           f"Content-Type: text/csv\r\nContent-Length: {len(body) - 100}\r\n\r\n".encode() + body[100:160])
    status, headers, data = ask("GET", f"/api/v1/uploads/{piece}", user="xc.01")
    check(headers["Upload-Offset"] == "100", f"half a piece was kept: {headers['Upload-Offset']}")
    raw = {"Content-Type": "text/csv"}
    status, _, data = ask("POST", f"/api/v1/uploads/{piece}/append?offset=99", body[99:], raw, "xc.01")
    check(status == 409 and code(data) == "E_UPLOAD_OFFSET" and json.loads(data)["reasons"][0]["args"] == ["100"], f"a wrong offset: {status} {data}")
    status, _, data = ask("POST", f"/api/v1/uploads/{piece}/append?offset=100", body[100:], raw, "xc.01")
    check(status == 200 and json.loads(data)["upload"]["received"] == len(body), f"the rest: {status} {data}")
    status, _, data = post("xc.01", f"/api/v1/uploads/{piece}/finish", {"sha256": "0" * 64})
    check(status == 422 and code(data) == "E_UPLOAD_HASH", f"another hash: {status}")
    status, _, data = post("xc.01", f"/api/v1/uploads/{piece}/finish", {"sha256": hashlib.sha256(body).hexdigest()})
    check(status == 202, f"finished: {status} {data}")
    state = wait("xc.01", piece, "CHECKED")
    check(state["precheck"]["known"] is True, f"the same file again: {state}")
    status, _, data = ask("POST", f"/api/v1/uploads/{piece}/append?offset={len(body)}", b"x", raw, "xc.01")
    check(status == 409 and code(data) == "E_UPLOAD_STATE", f"more bytes after the end: {status}")


def memory():
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        return int(re.findall(r"VmHWM:\s+(\d+)", file.read())[0])


def refused():
    """What is no file of rows, too large, of nobody. The service was started with --upload-mb 1."""
    for name, data, want in (("book.xlsx", b"PK\x03\x04" + b"\0" * 200, "E_NOT_CSV"), ("a.pdf", b"%PDF-1.7\n" + b"x" * 100, "E_NOT_CSV"),
                             ("none.csv", "备注,说明\na,b\n".encode(), "E_HEADER"),
                             ("head.csv", read_file("loans.csv").splitlines(True)[0], "E_EMPTY_FILE")):
        status, _, data = give("xc.01", name, data, "r-" + name)
        check(status == 202, f"{name}: {status} {data}")
        state = wait("xc.01", json.loads(data)["upload"]["id"], "FAILED", "CHECKED")
        check(state["upload"]["state"] == "FAILED" and state["problem"]["code"] == want, f"{name}: {state}")
        check(state["problem"]["text"] != state["problem"]["text_en"], f"{name} in one language")
    status, _, data = give("xc.01", "empty.csv", b"", "r-empty")
    check(status == 400 and code(data) == "E_EMPTY_FILE", f"an empty file: {status} {data}")
    status, _, data = give("xc.01", "x.csv", b"a", "r-book", book="nowhere")
    check(status == 404 and code(data) == "E_BOOK", f"no such book: {status}")
    status, _, data = give("xc.01", "x.csv", b"a", "r-kind", book="guidance")
    check(status == 404 and code(data) == "E_BOOK", f"a book of another kind: {status}")
    status, _, data = give("xc.01", "x.csv", b"a", "r-role", command="deals", book="guidance")
    check(status == 403 and code(data) == "E_ROLE", f"a bank's deals: {status}")
    status, _, data = give("shen.ji", "x.csv", b"a", "r-auditor")
    check(status == 403, f"an auditor uploads: {status}")
    status, _, data = ask("POST", "/api/v1/uploads?command=loans&book=pool&name=x", b"a", {"Content-Type": "application/zip", "Idempotency-Key": "t"}, "xc.01")
    check(status == 415 and code(data) == "E_MEDIA_TYPE", f"a zip by name: {status}")
    status, _, data = ask("POST", "/api/v1/uploads?command=loans&book=pool&name=x", b"a", {"Content-Type": "text/csv"}, "xc.01")
    check(status == 400 and code(data) == "E_MISSING", f"no key: {status}")
    status, _, data = give("xc.01", "../../etc/passwd", read_file("loans.csv"), "r-path", part=1)
    check(status == 202 and json.loads(data)["upload"]["name"] == "passwd", f"a path as a name: {data}")
    post("xc.01", f"/api/v1/uploads/{json.loads(data)['upload']['id']}/withdraw", {})
    before = memory()
    status, _, data = give("xc.01", "large.csv", b"x" * (1 << 20 | 1), "r-large")
    check(status == 413 and code(data) == "E_TOO_LARGE", f"more than the most: {status}")
    for _ in range(20):
        status, _, data = give("xc.01", "most.csv", b"x" * (1 << 20), "r-most", part=1)
    check(status == 202, f"as much as the most: {status} {data}")
    check(memory() - before < 8192, f"memory grew by {memory() - before} KiB")
    post("xc.01", f"/api/v1/uploads/{json.loads(data)['upload']['id']}/withdraw", {})
    status, _, data = ask("POST", "/api/v1/uploads?command=loans&book=pool&name=x", b"x" * 100000, {"Content-Type": "text/csv", "Idempotency-Key": "n"})
    check(status == 401 and code(data) == "E_SIGN_IN", f"nobody uploads: {status}")
    with socket.create_connection((host, port), timeout=10) as connection:  # half a gigabyte announced by nobody and by somebody
        key = read_file("key.xc.01").decode().strip()
        connection.sendall(f"POST /api/v1/uploads?command=loans&book=pool&name=x HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {key}\r\n"
                           "Content-Type: text/csv\r\nIdempotency-Key: h\r\nContent-Length: 500000000\r\n\r\n".encode())
        check(b" 413 " in connection.recv(65536), "500 MB are waited for")
    for i in range(16):
        status, _, data = give("dh.01", "open.csv", b"x", f"o{i}", part=1)
    status, _, data = give("dh.01", "open.csv", b"x", "o16", part=1)
    check(status == 409 and code(data) == "E_UPLOAD_MOST", f"the seventeenth: {status}")


def sign_in(user):
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin, "Sec-Fetch-Site": "same-origin"}
    status, headers, _ = ask("POST", "/login", urlencode({"user": user, "password": "tiandi-xuanhuang-7", "next": "/uploads/new"}), form)
    check(status == 303, f"sign in: {status}")
    cookie = {"Cookie": (headers["Set-Cookie"] or "").split(";")[0] + "; lang=zh"}
    _, _, page = ask("GET", "/uploads/new" if user != "fu.he" else "/uploads", headers=cookie)
    token = re.findall(r'name="token" value="([0-9a-f]{64})"', page.decode())[0]
    return {**form, **cookie}, token, page.decode()


def send_form(session, token, page, fields, name, data, mapping=None):
    key = (re.findall(r'name="own_key" value="([0-9a-f]+)"', page) or [""])[0]
    parts = b""
    for field, value in {"token": token, "own_key": key, **fields}.items():
        parts += f'--bound\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
    named = "own.yaml" if mapping else ""  # a browser sends the field of a file that nobody chose, too
    parts += f'--bound\r\nContent-Disposition: form-data; name="mapping_file"; filename="{named}"\r\n\r\n'.encode() + (mapping or b"") + b"\r\n"
    parts += f'--bound\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'.encode() + data + b"\r\n--bound--\r\n"
    return ask("POST", "/uploads/new", parts, {**session, "Content-Type": "multipart/form-data; boundary=bound"})


def decide(session, token, number, what, **fields):
    return ask("POST", f"/uploads/{number}/{what}", urlencode({"token": token, **fields}), session)


def approve(number):
    """By the one who checks, in a session of his own, on what he sees."""
    session, token, _ = sign_in("fu.he")
    state = wait("fu.he", number, "SUBMITTED")
    status, _, data = decide(session, token, number, "approve", expect=state["upload"]["expect"])
    check(status == 303, f"approve: {status} {data[:300]}")


def alone():
    """What makes no entry is given in by one person."""
    status, _, data = give("zhi.dan", "主体.csv", read_file("parties.csv"), "alone", command="parties", book="")
    check(status == 202, f"{status} {data}")
    number = json.loads(data)["upload"]["id"]
    state = wait("zhi.dan", number, "CHECKED", "FAILED")
    check(state["upload"]["needs_checker"] is False, f"{state}")
    post("zhi.dan", f"/api/v1/uploads/{number}/submit", {"expect": state["upload"]["expect"]})
    state = wait("zhi.dan", number, "DONE", "FAILED")
    check(state["upload"]["state"] == "DONE" and state["result"]["accepted"] == state["precheck"]["accepted"] > 0, f"{state}")


def people():
    """A recorder's file of deals in the browser: another person approves what he saw."""
    maker, token, page = sign_in("zhi.dan")
    data = read_file("deals.csv")
    fields = {"command": "deal.record", "book": "guidance"}
    status, _, answer = send_form(maker, "0" * 64, page, fields, "投资.csv", data)
    check(status == 403 and b"E_FORM_TOKEN" in answer, f"another's token: {status}")
    status, _, answer = send_form({**maker, "Origin": "http://evil.example"}, token, page, fields, "投资.csv", data)
    check(status == 403, f"from another site: {status}")
    status, _, answer = send_form(maker, token, page, {**fields, "book": "pool"}, "投资.csv", data)
    check(status == 404 and "error-summary" in answer.decode() and 'value="deal.record" selected' in answer.decode(), f"a wrong book: {status}")
    status, headers, answer = send_form(maker, token, page, fields, "投资.csv", data)
    check(status == 303 and (headers["Location"] or "").startswith("/uploads/"), f"the form: {status} {answer[:300]}")
    number = int(headers["Location"].split("/")[-1])
    state = wait("zhi.dan", number, "CHECKED", "FAILED")
    check(state["upload"]["state"] == "CHECKED" and state["precheck"]["accepted"] > 0, f"pre-check: {state}")
    expect = state["upload"]["expect"]
    status, _, page = ask("GET", f"/uploads/{number}", headers=maker)
    check(status == 200 and "提交复核" in page.decode() and "预检结果" in page.decode(), "the page of the pre-check")
    status, _, answer = decide(maker, token, number, "submit", expect=expect)
    check(status == 303, f"submit: {status}")
    status, _, answer = decide(maker, token, number, "approve", expect=expect)
    check(status == 403, f"a maker approves: {status}")
    checker, their, _ = sign_in("fu.he")
    status, _, page = ask("GET", f"/uploads/{number}", headers=checker)
    check(status == 200 and "同意并入账" in page.decode() and expect in page.decode(), "the page of the checker")
    status, _, data2 = post("fu.he", f"/api/v1/uploads/{number}/approve", {"expect": expect})
    check(status == 403 and code(data2) == "E_FACTOR", f"a key approves: {status}")
    status, _, answer = decide(checker, their, number, "return", reason="")
    check(status == 400 and "退回原因" in answer.decode(), f"returned without a reason: {status}")
    status, _, answer = decide(checker, their, number, "return", reason="合同号不全")
    check(status == 303, f"return: {status}")
    status, _, page = ask("GET", f"/uploads/{number}", headers=maker)
    check("合同号不全" in page.decode(), "the reason is not told")
    status, _, answer = decide(maker, token, number, "check")
    check(status == 303, f"once more: {status}")
    state = wait("zhi.dan", number, "CHECKED")
    check(state["upload"]["expect"] == expect, "the same file, the same ledger, another result")
    status, _, answer = decide(maker, token, number, "submit", expect=expect)
    check(status == 303, f"submit again: {status}")
    # meanwhile the first deal of the file is recorded by another way: what was seen is not what would come
    first = state["precheck"]["accepted"]
    status, _, answer = decide(checker, their, number, "approve", expect="0" * 64)
    check(status == 409, f"approved otherwise than seen: {status}")
    status, _, answer = decide(checker, their, number, "approve", expect=expect)
    check(status == 303, f"approve: {status} {answer[:200]}")
    state = wait("zhi.dan", number, "DONE", "FAILED", "SUBMITTED")
    check(state["upload"]["state"] == "DONE" and state["result"]["accepted"] == first and state["upload"]["checker"] == "fu.he", f"done: {state}")
    status, headers, answer = ask("GET", f"/uploads/{number}/answer", headers=maker)
    check(status == 200 and b"E_" not in answer, f"the answer: {status}")
    status, _, page = ask("GET", f"/uploads/{number}", headers=maker)
    check("办理结果" in page.decode() and "http-equiv" not in page.decode(), "the page of the result")
    # a file of the same deals once more: the rows change between the pre-check and the approval
    rows = data.decode("utf-8-sig").splitlines()
    cells = rows[1].split(",")
    status, headers, answer = send_form(maker, token, "", {**fields, "own_key": "second"}, "再.csv",
                                        "\r\n".join([rows[0], ",".join([cells[0] + "-Z"] + cells[1:])]).encode())
    check(status == 303, f"the second form: {status}")
    number = int(headers["Location"].split("/")[-1])
    state = wait("zhi.dan", number, "CHECKED", "FAILED")
    check(state["upload"]["state"] == "CHECKED", f"{state}")
    expect = state["upload"]["expect"]
    decide(maker, token, number, "submit", expect=expect)
    other = send_form(maker, token, "", {**fields, "own_key": "third"}, "先.csv", "\r\n".join([rows[0], ",".join([cells[0] + "-Z"] + cells[1:])]).encode() + b"\r\n")
    third = int(other[1]["Location"].split("/")[-1])
    seen = wait("zhi.dan", third, "CHECKED", "FAILED")["upload"]["expect"]
    decide(maker, token, third, "submit", expect=seen)
    decide(checker, their, third, "approve", expect=seen)
    wait("zhi.dan", third, "DONE", "FAILED")
    decide(checker, their, number, "approve", expect=expect)
    time.sleep(0.3)
    state = wait("zhi.dan", number, "SUBMITTED", "DONE", "FAILED")
    check(state["upload"]["state"] == "SUBMITTED" and state["problem"]["code"] == "E_NOT_AS_SHOWN" and state["upload"]["expect"] != expect,
          f"what was approved is not what would come, and it was recorded: {state}")
    check(state["precheck"]["already"] == 1, f"the new pre-check: {state}")
    status, _, page = ask("GET", f"/uploads/{number}", headers=checker)
    check("E_NOT_AS_SHOWN" in page.decode(), "the page does not say why it came back")
    status, _, answer = decide(maker, token, number, "withdraw")
    check(status == 303, f"withdraw: {status}")


def mapped():
    """A bank's own layout: by a mapping that is adopted, by one that it sends along; the maker and the checker see which."""
    raw = {"Content-Type": "text/csv"}
    text = {"Content-Type": "text/plain; charset=utf-8"}
    for name, want, http in (("nothing@1", "E_NOT_FOUND", 404), ("jingji-loans@3", "E_NOT_FOUND", 404), ("jingji-loans@x", "E_NOT_FOUND", 404)):
        status, _, data = give("xc.01", "own1.csv", read_file("own1.csv"), "m-" + name, mapping=name)
        check(status == http and code(data) == want and json.loads(data)["reasons"][0]["field"] == "mapping", f"{name}: {status} {data}")
    status, _, data = give("xc.01", "own1.csv", read_file("own1.csv"), "m-deals", command="repayments", mapping="jingji-loans@1")
    check(status == 422 and code(data) == "E_MAPPING_COMMAND", f"a mapping of another command: {status} {data}")
    # the newest version names a column that the file has not
    status, _, data = give("xc.01", "own1.csv", read_file("own1.csv"), "m-newest", mapping="jingji-loans")
    newest = json.loads(data)["upload"]
    check(status == 202 and newest["mapping"]["name"] == "jingji-loans@2", f"the newest: {status} {data}")
    state = wait("xc.01", newest["id"], "FAILED", "CHECKED")
    check(state["upload"]["state"] == "FAILED" and state["problem"]["code"] == "E_HEADER", f"another mapping's headers: {state}")
    status, _, data = give("xc.01", "own1.csv", read_file("own1.csv"), "m-adopted", mapping="jingji-loans@1")
    check(status == 202, f"adopted: {status} {data}")
    first = json.loads(data)["upload"]
    check(first["mapping"] == {"adopted": True, "name": "jingji-loans@1", "sha256": hashlib.sha256(read_file("own.yaml")).hexdigest()}, f"{first}")
    status, _, data = give("xc.01", "own1.csv", read_file("own1.csv"), "m-adopted", mapping="jingji-loans@2")
    check(status == 422 and code(data) == "E_REQUEST_CHANGED", f"the same key, another mapping: {status}")
    # with the file, through the API: while its bytes come
    status, _, data = give("xc.01", "own2.csv", read_file("own2.csv"), "m-given", part=1)
    second = json.loads(data)["upload"]["id"]
    status, _, data = ask("POST", f"/api/v1/uploads/{second}/mapping?name=x.yaml", b"id: [\n", text, "xc.01")
    check(status == 400 and code(data) == "E_YAML", f"no YAML: {status} {data}")
    status, _, data = ask("POST", f"/api/v1/uploads/{second}/mapping?name=own.yaml", read_file("own.yaml"), text, "dh.01")
    check(status == 404, f"another bank's upload: {status}")
    for _ in range(2):
        status, _, data = ask("POST", f"/api/v1/uploads/{second}/mapping?name=own.yaml", read_file("own.yaml"), text, "xc.01")
        check(status == 200 and json.loads(data)["upload"]["mapping"]["adopted"] is False, f"given: {status} {data}")
    post("xc.01", f"/api/v1/uploads/{second}/finish", {"sha256": hashlib.sha256(read_file("own2.csv")).hexdigest()})
    status, _, data = ask("POST", f"/api/v1/uploads/{second}/mapping?name=own.yaml", read_file("other.yaml"), text, "xc.01")
    check(status == 409 and code(data) == "E_UPLOAD_STATE", f"another mapping after the end: {status}")
    checker, their, _ = sign_in("fu.he")
    for number, file in ((first["id"], "own1"), (second, "own2")):
        if file == "own2":  # the first file's loan is known by now: looked at as the ledger is
            wait("xc.01", number, "CHECKED")
            post("xc.01", f"/api/v1/uploads/{number}/check", {})
        state = wait("xc.01", number, "CHECKED", "FAILED")
        check(state["precheck"]["accepted"] == 1 and state["precheck"]["refused"] == 1, f"{file}: {state}")
        check([one["amount"] for one in state["precheck"]["sums"] if one["field"] == "disbursed"] == ["1200000.00"], f"{file}: {state}")
        status, _, data = post("xc.01", f"/api/v1/uploads/{number}/submit", {"expect": state["upload"]["expect"]})
        check(status == 202, f"given in: {status} {data}")
        status, _, page = ask("GET", f"/uploads/{number}", headers=checker)
        check("合约额(万元)" in page.decode() and ("jingji-loans@1" if file == "own1" else "own.yaml") in page.decode(), f"{file}: the checker does not see the mapping")
        approve(number)
        state = wait("xc.01", number, "DONE", "FAILED")
        check(state["upload"]["state"] == "DONE" and state["result"]["as_prechecked"], f"{file}: {state}")
        status, _, data = ask("GET", f"/api/v1/uploads/{number}/answer", user="xc.01")
        check("放款凭证号".encode("gb18030") in data, f"{file}: the answer is not in the sender's layout: {data[:200]}")
        write_file(file + ".answer.csv", data)
    # the form: chosen, sent along, both
    bank, token, page = sign_in("xc.01")
    check('value="jingji-loans@1"' in page and "贷款备案" in page, "the form does not offer what is adopted")
    fields = {"command": "loan.register", "book": "pool", "mapping": ""}
    status, headers, answer = send_form(bank, token, "", {**fields, "own_key": "f1"}, "own1.csv", read_file("own1.csv"), read_file("own.yaml"))
    check(status == 303, f"a mapping along with the form: {status} {answer[:400]}")
    state = wait("xc.01", int(headers["Location"].split("/")[-1]), "CHECKED", "FAILED")
    check(state["precheck"].get("known") is True, f"the same file and mapping: {state}")
    status, _, answer = send_form(bank, token, "", {**fields, "own_key": "f2", "mapping": "jingji-loans@1"}, "own1.csv", read_file("own1.csv"), read_file("own.yaml"))
    check(status == 400 and "只能用一个" in answer.decode() and "#f-mapping" in answer.decode(), f"both: {status}")
    status, _, answer = send_form(bank, token, "", {**fields, "own_key": "f3"}, "own1.csv", read_file("own1.csv"), b"id: x\ncommand: nothing\n")
    check(status == 400 and "own.yaml 第 2 行" in answer.decode(), f"a mapping that is none: {status} {re.findall('<li>.*</li>', answer.decode())}")


def many():
    status, _, data = give("xc.01", "many.csv", read_file("many.csv"), "many")
    check(status == 202, f"given: {status} {data}")
    number = json.loads(data)["upload"]["id"]
    write_file("many.id", str(number).encode())
    os.kill(process, signal.SIGKILL)  # acknowledged, and nothing of the pre-check is there


def again():
    number = int(read_file("many.id"))
    for _ in range(600):
        _, _, data = ask("GET", f"/api/v1/uploads/{number}", user="xc.01")
        state = json.loads(data)
        name = state["upload"]["state"]
        if name == "CHECKED":
            status, _, data = post("xc.01", f"/api/v1/uploads/{number}/submit", {"expect": state["upload"]["expect"]})
            check(status == 202, f"submit: {status} {data}")
        if name == "SUBMITTED":
            approve(number)
        if name == "RUNNING" and state["upload"].get("progress", {}).get("rows", 0) > 2000:
            status, _, data = ask("POST", "/api/v1/commands/party.register", json.dumps({"fields": {"party": f"M-{os.getpid()}", "name": "间", "kind": "OTHER"}}),
                                  {"Content-Type": "application/json", "Idempotency-Key": f"m-{os.getpid()}"}, "zhi.dan")
            check(status == 201, f"a single command beside the file: {status} {data}")
            break
        if name == "DONE":
            break
        check(name in ("CHECKING", "CHECKED", "SUBMITTED", "APPROVED", "RUNNING"), f"{state}")
        time.sleep(0.02)
    os.kill(process, signal.SIGKILL)


def listen(number, user="xc.01", path=None):
    """The head of the answer, and the connection's file for what follows."""
    connection = socket.create_connection((host, port), timeout=20)
    key = read_file("key." + user).decode().strip()
    path = path or f"/api/v1/uploads/{number}/events"
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
    file = connection.makefile("rb")
    head = file.readline()
    while (line := file.readline()) not in (b"\r\n", b""):
        head += line
    return head.decode(), file, connection


def next_event(file):
    """Of a body in chunks; None at its end."""
    while (line := file.readline()):
        if line.startswith(b"data: "):
            return json.loads(line[6:])
        if line == b"0\r\n":
            break
    return None


def events():
    """A file is followed while it comes, to the end of its pre-check; not by too many, not by others; a stop ends all who listen."""
    body = read_file("loans.csv")
    _, _, data = give("xc.01", "followed.csv", body[:50], "events", part=1)
    number = json.loads(data)["upload"]["id"]
    head, file, connection = listen(number)
    check(" 200 " in head and "text/event-stream" in head and "no-store" in head, f"the head: {head}")
    check(next_event(file) == {"state": "RECEIVING", "rows": 0, "bytes": 0, "of": 0}, "the first event")
    check(" 404 " in listen(number, "dh.01")[0], "another bank listens")
    raw = {"Content-Type": "text/csv"}
    ask("POST", f"/api/v1/uploads/{number}/append?offset=50", body[50:], raw, "xc.01")
    post("xc.01", f"/api/v1/uploads/{number}/finish", {"sha256": hashlib.sha256(body).hexdigest()})
    seen = []
    while (event := next_event(file)):
        seen.append(event["state"])
    check(seen and seen[-1] == "CHECKED" and set(seen) <= {"RECEIVING", "CHECKING", "CHECKED"}, f"what was told: {seen}")
    connection.close()
    # one that stays open: thirty-two listen, and the next one is asked to come later
    _, _, data = give("xc.01", "waits.csv", body[:50], "waits", part=1)
    number = json.loads(data)["upload"]["id"]
    open_ones = [listen(number) for _ in range(32)]
    check(all(" 200 " in one[0] and next_event(one[1]) for one in open_ones), "thirty-two listen")
    head, file, connection = listen(number)
    check(" 429 " in head and "Retry-After" in head, f"the thirty-third: {head[:60]}")
    connection.close()
    before = time.monotonic()
    os.kill(process, signal.SIGTERM)
    check(all(next_event(one[1]) is None for one in open_ones), "a stop ends them")
    check(time.monotonic() - before < 8, f"a stop waits for who listens: {time.monotonic() - before:.1f} s")


def tasks():
    """Who has his tasks open is told when something changes that he may see: files of others and the ledger; a bank, its own and the ledger."""
    def next_mark(file, before):
        while (event := next_event(file)):
            if event["mark"] != before:
                return event["mark"]
        return None

    def quiet(file, connection):
        connection.settimeout(1)
        try:
            event = next_event(file)
        except TimeoutError:
            event = None
        connection.settimeout(20)
        return event is None

    session, _, _ = sign_in("zhi.dan")
    _, _, page = ask("GET", "/", headers=session)
    shown = re.findall(r'data-mark="([0-9a-f]{16})" data-tasks="(/api/v1/tasks/events)"', page.decode())
    check(len(shown) == 1 and 'content="60; url=/tasks"' in page.decode(), f"the page of tasks: {shown}")
    _, _, page = ask("GET", "/?as_of=2026-06-30", headers=session)
    check(b"data-mark" not in page, "tasks as of a day change")
    head, file, connection = listen(0, "zhi.dan", "/api/v1/tasks/events")
    mark = next_event(file)["mark"]
    check(" 200 " in head and "text/event-stream" in head, f"the head: {head}")
    check(shown and mark == shown[0][0], "the page's mark is another than the stream's")
    bank_head, bank, bank_connection = listen(0, "dh.01", "/api/v1/tasks/events")
    bank_mark = next_event(bank)["mark"]
    status, _, data = give("zhi.dan", "任务.csv", read_file("parties.csv"), "tasks", command="parties", book="")
    check(status == 202, f"{status} {data}")
    mark2 = next_mark(file, mark)
    check(mark2 is not None, "a file of his own is not told")
    wait("zhi.dan", json.loads(data)["upload"]["id"], "CHECKED", "FAILED")
    check(quiet(bank, bank_connection), "a bank is told of a file that it may not see")
    bank.close(), bank_connection.close(), connection.close()
    bank_head, bank, bank_connection = listen(0, "dh.01", "/api/v1/tasks/events")
    bank_mark = next_event(bank)["mark"]
    command = [os.environ["FUNDPOOL"], "party", "register", "WD-1", "--name", "任务测试", "--kind", "other", "--as", "zhi.dan"]
    done = subprocess.run(command, capture_output=True, check=False)
    check(done.returncode == 0, f"another program records: {done}")
    check(next_mark(bank, bank_mark) is not None, "what another program records is not told")
    bank_connection.close()


def waits():
    status, _, data = give("zhi.dan", "等.csv", read_file("parties.csv").replace(b"BK-SL", b"BK-WW"), "waits", command="parties", book="")
    check(status == 202, f"{status} {data}")
    write_file("waits.id", str(json.loads(data)["upload"]["id"]).encode())
    wait("zhi.dan", json.loads(data)["upload"]["id"], "CHECKED")


def restored(*states):
    number = int(read_file("waits.id"))
    state = wait("zhi.dan", number, "CHECKED")
    status, _, data = post("zhi.dan", f"/api/v1/uploads/{number}/submit", {"expect": state["upload"]["expect"]})
    check(status == 202, f"submitted: {status} {data}")
    return wait("zhi.dan", number, *states)


def restored_whole():
    state = restored("DONE", "FAILED")
    check(state["upload"]["state"] == "DONE" and state["result"]["as_prechecked"], f"what waited does not go on: {state}")


def restored_bare():
    state = restored("DONE", "FAILED")
    check(state["upload"]["state"] == "FAILED" and state["problem"]["code"] == "E_UPLOAD_GONE" and "重新上传" in state["problem"]["text"], f"a file that is not here: {state}")


def ended():
    number = int(read_file("many.id"))
    state = wait("xc.01", number, "DONE", "FAILED")
    check(state["upload"]["state"] == "DONE" and state["result"]["accepted"] == 30000 and state["result"]["as_prechecked"], f"{state}")
    status, _, data = ask("GET", f"/api/v1/uploads/{number}/answer", user="xc.01")
    check(status == 200, f"the answer: {status}")
    write_file("many.answer.csv", data)
    _, _, data = ask("GET", "/api/v1/uploads?limit=500", user="shen.ji")
    still = [one for one in json.loads(data)["uploads"] if one["state"] not in ("DONE", "FAILED", "WITHDRAWN", "EXPIRED")]
    write_file("open", str(len(still)).encode())


{"officer": officer, "refused": refused, "people": people, "alone": alone, "mapped": mapped, "tasks": tasks, "waits": waits, "restored_whole": restored_whole, "restored_bare": restored_bare, "events": events, "many": many, "again": again, "ended": ended}[sys.argv[1]]()
for failure in failures[:10]:
    print("FAILED:", failure, file=sys.stderr)
sys.exit(1 if failures else 0)
