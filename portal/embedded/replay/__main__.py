"""The inner part of a replay as a process of its own: `python -m portal.embedded.replay`."""

import argparse
import sys

import django


def main() -> None:
    """Set Django up in the site's environment, run, print; exit 1 if a promise was broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dossiers", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--longest", type=float, required=True)
    parser.add_argument("--patience", type=float, required=True)
    parser.add_argument("--events", default="birth")
    asked = parser.parse_args()
    django.setup()
    from portal.embedded.replay import inside  # noqa: PLC0415  # models need the set-up

    verdict = inside.run(
        dossiers=asked.dossiers,
        seed=asked.seed,
        say=lambda text: print(text, flush=True),
        longest=asked.longest,
        patience=asked.patience,
        events=tuple(asked.events.split(",")),
    )
    sys.exit(0 if verdict.is_whole else 1)


if __name__ == "__main__":
    main()
