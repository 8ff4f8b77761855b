"""Runs each case RUNS times in turn (A B C, A B C, ...) and prints medians and ratios to the bare loop.

Times and memory are the operating system's own account of each finished child (wait4), so nothing inside the
measured programs takes part in measuring them. How many exchanges a run made is what it says itself: scimulate
counts the requests with which it removes what it made, too.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

runs, scimulate, bare, base, work = int(sys.argv[1]), *sys.argv[2:6]
# Every program runs in `work`, which holds nothing but the flow: scimulate would read the scenarios of this repository.
QUIET = ["--no-preflight", "--no-read-backs", "--no-bystanders", "--snapshots", "none"]
TRAFFIC = re.compile(r"traffic +(\d+) requests?(?: and (\d+) of scimulate's own)?")


def scimulate_run(flow, *more):
    command = [scimulate, "run", f"{work}/{flow}", "--target", base, "--token-env", "BENCH_TOKEN", "--fail-on", "error"]
    return command + list(more)


def once(command):
    """Wall seconds, CPU seconds, peak resident MiB and exchanges (if it says) of one run; it must succeed."""
    environment = dict(os.environ, BENCH_TOKEN="bench", XDG_STATE_HOME=f"{work}/state")
    with tempfile.TemporaryFile() as output:
        started = time.monotonic()
        child = subprocess.Popen(command, cwd=work, env=environment, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - started
        output.seek(0)
        said = output.read().decode()
    if status != 0:
        sys.exit(f"{' '.join(command)}\nended with status {os.waitstatus_to_exitcode(status)}:\n{said}")
    traffic = TRAFFIC.search(said)
    exchanges = sum(int(count or 0) for count in traffic.groups()) if traffic else None
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, exchanges


def measure(cases, repeats):
    seen = {name: [] for name in cases}
    for command in cases.values():
        once(command)
    for _ in range(repeats):
        for name, command in cases.items():
            seen[name].append(once(command))
    return {name: [statistics.median(column) if None not in column else None for column in zip(*rows)]
            for name, rows in seen.items()}


def table(title, requests, cases, repeats):
    """One line a case; the first case is the floor that the others are compared with, exchange by exchange."""
    medians = measure(cases, repeats)
    print(f"\n{title}")
    print(f"  {'':38} {'exchanges':>9} {'wall s':>8} {'per s':>7} {'CPU s':>7} {'CPU us each':>11} {'peak MiB':>9} {'CPU ratio':>10}")
    floor = None
    for name, (wall, cpu, memory, exchanges) in medians.items():
        exchanges = exchanges or requests
        floor = floor or cpu / exchanges
        print(f"  {name:38} {exchanges:9.0f} {wall:8.4f} {exchanges / wall:7.0f} {cpu:7.3f} {cpu / exchanges * 1e6:11.0f} "
              f"{memory:9.1f} {cpu / exchanges / floor:10.2f}", flush=True)


hurl = shutil.which("hurl")


def hurl_run(times):
    return [hurl, "--no-output", "--repeat", str(times), "--variable", f"base={base}", "--variable", "token=bench",
            "--variable", "salt=none", f"{work}/flow.hurl"]


for times in (200, 2000):
    flow = f"flow-{times}.yaml"
    cases = {
        "bare reqwest loop": [bare, base, "bench", str(times)],
        "scimulate, the same requests": scimulate_run(flow, *QUIET, "--keep"),
        "scimulate, the same, --jobs 1": scimulate_run(flow, *QUIET, "--keep", "--jobs", "1"),
        "scimulate, tidying up": scimulate_run(flow, *QUIET),
    }
    if times == 200:
        reports = ["--report", f"json={work}/r.json", "--report", f"junit={work}/r.xml"]
        cases["scimulate, JSON and JUnit reports"] = scimulate_run(flow, *QUIET, *reports)
        cases["scimulate, preflight and bystanders"] = scimulate_run(flow, "--snapshots", "none")
    if hurl:
        cases["hurl"] = hurl_run(times)
    table(f"10 requests x {times}", 10 * times, cases, runs)

cases = {
    "bare reqwest loop": [bare, base, "bench", "1"],
    "scimulate, the same requests": scimulate_run("flow-1.yaml", *QUIET, "--keep"),
    "scimulate, tidying up": scimulate_run("flow-1.yaml", *QUIET),
    "scimulate, preflight and bystanders": scimulate_run("flow-1.yaml", "--snapshots", "none"),
}
if hurl:
    cases["hurl"] = hurl_run(1)
# So short a run is at the mercy of whatever else the machine does: more of them give a steady median.
table("start-up + 10 requests", 10, cases, 5 * runs)

BRIEF = ["okta/users/create", "okta/users/update-user-type", "okta/users/deactivate", "okta/users/reactivate",
         "okta/groups/link-group", "okta/groups/push-now"]
cases = {
    "embedded provider": [scimulate, "run", *BRIEF, "--snapshots", "none"],
    "local server": [scimulate, "run", *BRIEF, "--target", base, "--token-env", "BENCH_TOKEN", "--snapshots", "none"],
}
table("the brief's six scenarios, both clients", 1, cases, 5 * runs)
