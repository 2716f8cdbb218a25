"""What the demo shows once every process answers."""

from collections.abc import Mapping

from portal.embedded.processes import WEB


def after_ready(urls: Mapping[str, str]) -> None:
    """Say where to look; `urls` gives the address of each process that listens, by name.

    It runs in a thread of the supervisor while the portal is up, and may take its time: the
    walked dossier belongs here. It goes through the doors people use, over HTTP. An
    exception is printed; the portal goes on, and `demo --once` ends with an error.
    """
    print(f"\nLiên thông is running: {urls[WEB]}/", flush=True)
    print(f"  the desk of officials   {urls[WEB]}/quan-tri/", flush=True)
    for name, url in urls.items():
        if name != WEB:
            print(f"  simulated {name:<22}  {url}/", flush=True)
    print("Stop with Ctrl-C.\n", flush=True)
