"""Which system packages Qt and the tests need on Linux, and how to get the missing ones.

`python system_packages.py qt` installs them where it may (root, or sudo without a password) and
elsewhere prints the one line to type; `office` does so for LibreOffice, which one test uses.
The exit status is 1 where something is still missing; the set-up goes on all the same.
"""

import ctypes
import os
import shutil
import subprocess
import sys

QT = {  # library that Qt loads -> Debian package that brings it
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def loads(library: str) -> bool:
    """Whether the system's loader finds this library for this Python's processor."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing(purpose: str) -> list[str]:
    """The Debian packages still to be installed."""
    if purpose == "office":
        return [] if shutil.which("soffice") else ["libreoffice-calc"]
    return [package for library, package in QT.items() if not loads(library)]


def administrator() -> list[str] | None:
    """What to put before a command to run it as root without a question; None: not possible."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None


def install(packages: list[str], prefix: list[str]) -> bool:
    """Install with apt-get; the package lists are renewed only where they do not suffice."""
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    command = [*apt, "install", "--no-install-recommends", *packages]
    if subprocess.run(command, capture_output=True).returncode == 0:
        return True
    subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL)
    return subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0


def main(purpose: str) -> int:
    if not sys.platform.startswith("linux"):
        return 0
    packages = missing(purpose)
    if not packages:
        return 0
    need = "Qt needs" if purpose == "qt" else "the test that recalculates workbooks needs"
    if not shutil.which("apt-get"):
        print(f"{need} what Debian calls: {' '.join(packages)}; please install it.")
        return 1
    prefix = administrator()
    if prefix is not None:
        print(f"Installing what {need}: {' '.join(packages)}", flush=True)
        if install(packages, prefix):
            return 0
    line = f"sudo apt-get install --no-install-recommends {' '.join(packages)}"
    print(f"{need[0].upper()}{need[1:]} system packages; type:  {line}")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
