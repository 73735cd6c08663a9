"""Prints the organizations with the most upvotes for papers of a period, and how they did in the one before.

    python3 examples/dashboards/leaderboard.py 2025-07-01 2025-09-30

PAPERGRAPH_URL is the address of the API, http://localhost:4000/graphql by default. Needs only the standard library.
"""

import json
import os
import sys
from datetime import date, timedelta
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

URL = os.environ.get("PAPERGRAPH_URL") or "http://localhost:4000/graphql"

QUERY = """
query Leaderboard($period: PaperFilter!, $before: PaperFilter!) {
  period: paperStats(filter: $period, by: [ORGANIZATION], orderBy: { measure: UPVOTES }, first: 15) {
    totals { papers upvotes medianUpvotes }
    groups { organization { slug name } totals { papers upvotes averageUpvotes shareOfPapers } }
  }
  before: paperStats(filter: $before, by: [ORGANIZATION], orderBy: { measure: UPVOTES }, first: 1000) {
    totals { papers upvotes medianUpvotes }
    groups { organization { slug } totals { upvotes } }
  }
}
"""


def ask(query, variables):
    if not URL.startswith(("http://", "https://")):
        sys.exit(f"{URL} is not an address. Set PAPERGRAPH_URL to one like http://localhost:4000/graphql.")
    body = json.dumps({"query": query, "variables": variables}).encode()
    try:
        try:
            response = urlopen(Request(URL, body, {"content-type": "application/json"}))
        except HTTPError as error:
            response = error
        with response:
            answer = json.load(response)
    except URLError as error:
        sys.exit(f"No server responds at {URL} ({error.reason}). Start one with npm start.")
    except (ValueError, HTTPException):
        sys.exit(f"No GraphQL API responds at {URL}. Set PAPERGRAPH_URL to an address like http://localhost:4000/graphql.")
    if "errors" in answer:
        sys.exit(answer["errors"][0]["message"])
    return answer["data"]


def published(first, last):
    return {"publishedOn": {"from": first.isoformat(), "to": last.isoformat()}}


def day(text):
    try:
        return date.fromisoformat(text)
    except (ValueError, HTTPException):
        sys.exit(f"{text} is not a day of the calendar. Pass one like 2025-07-01.")


def main():
    if len(sys.argv) != 3:
        sys.exit("Pass the first and the last day: leaderboard.py 2025-07-01 2025-09-30")
    first, last = (day(text) for text in sys.argv[1:])
    length = last - first + timedelta(days=1)
    try:
        variables = {"period": published(first, last), "before": published(first - length, last - length)}
    except OverflowError:
        sys.exit("No calendar has the period before this one: its days would be before the year 1, or after 9999.")
    data = ask(QUERY, variables)
    earlier = {group["organization"]["slug"]: group["totals"]["upvotes"] for group in data["before"]["groups"]}
    print(f"{'organization':<30} {'papers':>7} {'share':>6} {'upvotes':>8} {'average':>8} {'before':>8}")
    for group in data["period"]["groups"]:
        organization, totals = group["organization"], group["totals"]
        print(
            f"{organization['name'][:30]:<30} {totals['papers']:>7} {totals['shareOfPapers']:>6.1%} "
            f"{totals['upvotes']:>8} {totals['averageUpvotes']:>8.1f} {earlier.get(organization['slug'], 0):>8}"
        )
    for name, totals in (("this period", data["period"]["totals"]), ("the one before", data["before"]["totals"])):
        print(f"All papers of {name}: {totals['papers']}, upvotes {totals['upvotes']}")


main()
