"""`make bench`: every measurement in turns, a table, and one JSON object as the last line."""

import json
import os
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.testing")


def main() -> None:
    """Measure and print; ratios within this run are what counts."""
    django.setup()
    from portal.celery import spare_the_collector  # noqa: PLC0415  # models need the set-up
    from tests.bench import chain, engine, notices, poll, rooms  # noqa: PLC0415  # models need the set-up

    spare_the_collector()  # as every worker process begins

    rates: dict[str, list[float]] = {"engine": [], "floor": [], "naive": []}
    with rooms.server() as clones:
        for _ in range(3):
            written = {}
            for kind in ("engine", "floor"):
                rate, written[kind] = engine.measure(clones, kind, 4000)
                rates[kind].append(rate)
            if written["engine"] != written["floor"]:
                raise engine.DifferentResults(written)
            rates["naive"].append(chain.measure(clones, 300))
            print({name: round(found[-1]) for name, found in rates.items()}, flush=True)
        thrice = [engine.measure(clones, "engine", 1000)[0] for _ in range(3)]
        growth = {1000: median(thrice)}
        growth |= {size: engine.measure(clones, "engine", size)[0] for size in (10_000, 100_000)}
        polls = poll.measure(clones)
    checks = notices.measure()
    found = {name: median(values) for name, values in rates.items()}
    _print(found, growth, polls, poll.SERVER)
    print("\n(d) ", end="")
    notices.show(checks)
    print(
        json.dumps(
            {
                "engine_to_floor": round(found["engine"] / found["floor"], 3),
                "engine_to_naive": round(found["engine"] / found["naive"], 1),
                "poll_304_to_bare": round(polls["poll_304"] / polls["bare"], 3),
                "growth_100k_to_1k": round(growth[1000] / growth[100_000], 3),
                **notices.ratios(checks),
            }
        )
    )


def _print(
    found: dict[str, float], growth: dict[int, float], polls: dict[str, float], server: str
) -> None:
    print("\n(a), (b): three steps a dossier, each sent and answered; medians of 3, dossiers/s")
    for name, rate in found.items():
        print(f"  {name:<10} {rate:10,.0f}   {rate / found['floor']:6.1%} of the floor")
    print("\nHow the engine grows; dossiers/s and cost of one against 1,000")
    for size, rate in sorted(growth.items()):
        print(f"  {size:>7,}    {rate:10,.0f}   {growth[1000] / rate:6.2f}")
    print(f"\n(c) polls; {server}; medians of 3, requests/s")
    for name, rate in polls.items():
        print(f"  {name:<10} {rate:10,.0f}   {rate / polls['bare']:6.1%} of the bare view")


if __name__ == "__main__":
    main()
