"""Runs each case RUNS times in turn (A B C, A B C, ...) and prints medians and ratios to the bare loop.

Times and memory are the operating system's own account of each finished child (wait4), so nothing inside the
measured programs takes part in measuring them.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time

runs, scimulate, bare, base, work = int(sys.argv[1]), *sys.argv[2:6]
QUIET = ["--no-preflight", "--no-read-backs", "--no-bystanders", "--snapshots", "none"]


def scimulate_run(flow, *more):
    command = [scimulate, "run", f"{work}/{flow}", "--target", base, "--token-env", "BENCH_TOKEN", "--fail-on", "error"]
    return command + list(more)


def once(command):
    """Wall seconds, CPU seconds and peak resident MiB of one run; it must succeed."""
    environment = dict(os.environ, BENCH_TOKEN="bench", XDG_STATE_HOME=f"{work}/state")
    started = time.monotonic()
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - started
    if status != 0:
        sys.exit(f"{' '.join(command)}\nended with status {os.waitstatus_to_exitcode(status)}:\n{errors.decode()}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(cases):
    seen = {name: [] for name in cases}
    for name, command in cases.items():
        once(command)
    for _ in range(runs):
        for name, command in cases.items():
            seen[name].append(once(command))
    return {name: tuple(statistics.median(column) for column in zip(*rows)) for name, rows in seen.items()}


def table(title, requests, medians, floor):
    print(f"\n{title}")
    print(f"  {'':36} {'wall s':>8} {'req/s':>8} {'CPU s':>8} {'CPU us/req':>11} {'peak MiB':>9} {'CPU ratio':>10}")
    for name, (wall, cpu, memory) in medians.items():
        ratio = cpu / medians[floor][1] if medians[floor][1] else float("nan")
        print(f"  {name:36} {wall:8.3f} {requests / wall:8.0f} {cpu:8.3f} {cpu / requests * 1e6:11.0f} {memory:9.1f} {ratio:10.2f}")


hurl = shutil.which("hurl")


def hurl_run(times):
    return [hurl, "--no-output", "--repeat", str(times), "--variable", f"base={base}", "--variable", "token=bench",
            "--variable", "salt=none", "tests/bench/flow.hurl"]


for times in (200, 2000):
    cases = {
        "bare reqwest loop": [bare, base, "bench", str(times)],
        "scimulate --jobs 1": scimulate_run(f"flow-{times}.yaml", *QUIET, "--jobs", "1"),
        "scimulate": scimulate_run(f"flow-{times}.yaml", *QUIET),
    }
    if times == 200:
        reports = ["--report", f"json={work}/r.json", "--report", f"junit={work}/r.xml"]
        cases["scimulate, JSON and JUnit reports"] = scimulate_run(f"flow-{times}.yaml", *QUIET, *reports)
        cases["scimulate, preflight and bystanders"] = scimulate_run(f"flow-{times}.yaml", "--snapshots", "none")
    if hurl:
        cases["hurl"] = hurl_run(times)
    table(f"10 requests x {times}", 10 * times, measure(cases), "bare reqwest loop")

cases = {
    "bare reqwest loop": [bare, base, "bench", "1"],
    "scimulate": scimulate_run("flow-1.yaml", *QUIET),
    "scimulate, preflight and bystanders": scimulate_run("flow-1.yaml", "--snapshots", "none"),
}
if hurl:
    cases["hurl"] = hurl_run(1)
table("start-up + 10 requests", 10, measure(cases), "bare reqwest loop")

BRIEF = ["okta/users/create", "okta/users/update-user-type", "okta/users/deactivate", "okta/users/reactivate",
         "okta/groups/link-group", "okta/groups/push-now"]
cases = {
    "embedded provider": [scimulate, "run", *BRIEF, "--snapshots", "none"],
    "local server": [scimulate, "run", *BRIEF, "--target", base, "--token-env", "BENCH_TOKEN", "--snapshots", "none"],
}
table("the brief's six scenarios, both clients", 1, measure(cases), "embedded provider")
