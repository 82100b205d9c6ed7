# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m simulator`: run the simulator until it is told to stop; with `coverage`, say what it covers."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from simulator.coverage import page
from simulator.service import HOME, Folder, Place, Service, find_world, write_ready
from simulator.world import SIDES, WORLDS, World


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    known = ", ".join(sorted(path.stem for path in WORLDS.glob("*.yml")))
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Both sides of a hybrid mail organization on loopback: the Exchange Online admin API and its "
        "sign-in, Exchange Server's remote PowerShell, SMTP for each side, and a control interface over HTTP. "
        "Free ports are found; certificates and credentials are made at start and worthless afterwards.",
        epilog="Stops on SIGTERM or SIGINT. The control interface is described in docs/simulator.md.",
    )
    parser.add_argument("task", nargs="?", choices=("coverage",), help="say what is covered, and start nothing")
    parser.add_argument("--world", default="contoso", help=f"what to start from: {known}, or a .yml file (%(default)s)")
    parser.add_argument(
        "--ready", type=Path, metavar="FILE", help="write every address and credential there, as JSON, once all listens"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="put certificates and keys there and leave them when stopping"
    )
    among_hosts = parser.add_argument_group("one side among hosts of their own (docs/simulator.md)")
    among_hosts.add_argument("--side", choices=SIDES, help="be this side only; without, both")
    among_hosts.add_argument(
        "--listen", default=HOME.listen, metavar="ADDRESS", help="for mail and admin (%(default)s)"
    )
    for server in ("smtp", "admin", "control"):
        among_hosts.add_argument(f"--{server}-port", type=int, default=0, metavar="N", help="default: a free one")
    among_hosts.add_argument(
        "--dns", choices=("world", "system"), default=HOME.dns, help="whose names to follow (%(default)s)"
    )
    among_hosts.add_argument(
        "--certificates", type=Path, metavar="DIR", help="certificates with their keys, and the authority to believe in"
    )
    options = parser.parse_args(words)
    if options.side is None and (options.smtp_port or options.admin_port):
        parser.error("both sides cannot have the same port: say --side, or leave the ports to be found")
    return options


def place(options: argparse.Namespace) -> Place:
    return Place(
        sides=(options.side,) if options.side else SIDES,
        listen=options.listen,
        smtp_port=options.smtp_port,
        admin_port=options.admin_port,
        control_port=options.control_port,
        dns=options.dns,
        certificates=options.certificates,
    )


async def serve(world: World, options: argparse.Namespace) -> None:
    ready_file: Path | None = options.ready
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    folder = Folder(options.keep)
    service = None
    try:
        service = Service(world, folder.path, place(options))
        ready = await service.start()
        if ready_file is not None:
            write_ready(ready_file, ready)
        sides = (f"{side} {ready[side]['url']}" for side in ("online", "exchange") if side in ready)
        say(f"ready: control {ready['control']['url']}, {', '.join(sides)}")
        await stopped.wait()
    finally:
        if service is not None:
            await service.stop()
        folder.remove()
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    options = arguments()
    if options.task == "coverage":
        say(page().rstrip("\n"))
        return 0
    try:
        world = find_world(options.world)
    except ValueError as error:
        sys.stderr.write(f"Cannot start the simulator: {error}\n")
        return 2
    try:
        asyncio.run(serve(world, options))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"Cannot start the simulator: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
