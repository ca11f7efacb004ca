"""Programs that post while the service is ended. ADDRESS, KEY, CHECKER, TMP, PROCESS and ROUND come from service_writes.sh."""
import http.client
import json
import os
import signal
import sys
import threading
import time
from urllib.parse import urlsplit

address = urlsplit(os.environ["ADDRESS"])
tmp, number, process = os.environ["TMP"], os.environ.get("ROUND", "0"), int(os.environ["PROCESS"])
key, checker = os.environ["KEY"].strip(), os.environ["CHECKER"].strip()
notes = os.path.join(tmp, f"answers.{number}.json")
failures = []


def check(good, words):
    if not good:
        failures.append(words)


def ask(method, path, body=None, bearer=key, idempotency=None):
    """An answer; a program that asks too often waits, as it is told."""
    while True:
        status, data = ask_once(method, path, body, bearer, idempotency)
        if status != 429:
            return status, data
        time.sleep(0.1)


def ask_once(method, path, body, bearer, idempotency):
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    headers = {"Authorization": "Bearer " + bearer}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if idempotency:
        headers["Idempotency-Key"] = idempotency
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    response = connection.getresponse()
    data = json.loads(response.read())
    connection.close()
    return response.status, data


def party(name):
    return {"fields": {"party": name, "name": name, "kind": "OTHER"}}


def post_until_it_ends(how, wait):
    """Twelve programs post; after a while the service is ended. What they were answered is noted: by key, the receipt."""
    answered, asked, lock = {}, [], threading.Lock()

    def post(thread):
        for i in range(10000):
            name = f"R{number}-{thread}-{i}"
            with lock:
                asked.append(name)
            try:
                status, data = ask("POST", "/api/v1/commands/party.register", party(name), idempotency=name)
            except (OSError, http.client.HTTPException, ValueError):
                return
            with lock:
                if status == 201:
                    answered[name] = data["receipt"]
                elif status != 503:
                    failures.append(f"{name}: {status} {data}")
                    return

    threads = [threading.Thread(target=post, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    time.sleep(wait)
    late = time.monotonic() + 60  # a slow machine has answered few by now
    while len(answered) <= 20 and time.monotonic() < late:
        time.sleep(0.02)
    os.kill(process, how)
    for thread in threads:
        thread.join()
    check(len(answered) > 20, f"only {len(answered)} were answered")
    with open(notes, "w", encoding="utf-8") as file:
        json.dump({"asked": asked, "answered": answered}, file)


def again():
    """Each key once more: what was answered is answered with the same receipt, and what was not acts once."""
    with open(notes, encoding="utf-8") as file:
        noted = json.load(file)
    seen = set()
    for name in noted["asked"]:
        status, data = ask("POST", "/api/v1/commands/party.register", party(name), idempotency=name)
        if name in noted["answered"]:
            check(status == 200 and data["receipt"] == noted["answered"][name], f"{name} was acknowledged and is lost: {status} {data}")
        else:
            check(status in (200, 201), f"{name}: {status}")
        check(data.get("receipt") not in seen, f"{name}: two names, one receipt")
        seen.add(data.get("receipt"))


def contract():
    status, data = ask("POST", "/api/v1/commands/party.register", {"fields": {"party": "X-1", "name": 7, "kind": "OTHER"}}, idempotency="x")
    check(status == 400 and data["reasons"][0]["code"] == "E_NUMBER_FORMAT", f"a number as a name: {status}")
    deal = {"book": "guidance", "fields": {"deal": "W-1", "firm": "FIRM-1", "firm_name": "汀兰", "paid_date": "2026-03-01", "amount": "5000000.00"}}
    status, data = ask("POST", "/api/v1/commands/deal.record", deal, idempotency="w")
    check(status in (202, 400, 422), f"a deal: {status} {data}")
    if status == 202:
        proposal = data["proposal"]["id"]
        status, data = ask("GET", f"/api/v1/proposals/{proposal}", bearer=checker)
        check(status == 200 and data["outcome"] == "OK", f"the checker does not see it: {status}")
        status, data = ask("POST", f"/api/v1/proposals/{proposal}/approve", {"version": 1, "expect": data["expect"]}, bearer=checker)
        check(status == 403 and data["reasons"][0]["code"] == "E_FACTOR", f"a key approves: {status}")


step = sys.argv[1]
if step == "killed":
    post_until_it_ends(signal.SIGKILL, 0.4)
elif step == "stopped":
    post_until_it_ends(signal.SIGTERM, 0.4)
elif step == "again":
    again()
else:
    contract()
for failure in failures[:10]:
    print("FAILED:", failure, file=sys.stderr)
sys.exit(1 if failures else 0)
