"""Holds the findings of a JSON report against an approved list.

A line of the list is `error RULE CLIENT SCENARIO` or `violation RULE CLIENT SCENARIO`; warnings and notes are listed
once per rule (`warning RULE`). Lines that begin with `#` say why the findings below them are right.
"""

import json
import sys


def findings(report):
    seen = set()
    for play in report["passes"]:
        for finding in play["findings"] + [f for step in play["steps"] for f in step["findings"]]:
            key = (finding["level"], finding["rule"])
            if finding["level"] in ("error", "violation"):
                key += (play["client"], play["scenario"])
            seen.add(" ".join(key))
        if play["outcome"] == "not-run":
            seen.add(" ".join(("not-run", play["client"], play["scenario"])))
    for left in report["summary"]["left_behind"]:
        seen.add(f"left-behind {left['path'].split('/')[1]}: {left['reason']}")
    return seen


def main():
    update = "--update" in sys.argv
    report_path, list_path = [word for word in sys.argv[1:] if word != "--update"]
    with open(report_path) as file:
        report = json.load(file)
    try:
        with open(list_path) as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        lines = []
    approved = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    seen = findings(report)
    if update:
        kept = [line for line in lines if not line.strip() or line.startswith("#") or line.strip() in seen]
        with open(list_path, "w") as file:
            file.write("\n".join(kept + sorted(seen - approved)) + "\n")
        print(f"{list_path}: {len(seen - approved)} new, {len(approved - seen)} gone")
        return 0
    for line in sorted(seen - approved):
        print(f"  new, not approved:  {line}")
    for line in sorted(approved - seen):
        print(f"  approved, not seen: {line}")
    if seen != approved:
        print(f"{list_path}: the findings differ")
        return 1
    print(f"{list_path}: {len(seen)} findings, all approved")
    return 0


sys.exit(main())
