"""``debian_packages.py postgresql openssl``: sees to what the tests need beside Python.

What is there already is left alone. What is missing is installed from Debian when one may (as root), else named.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def is_there(package: str) -> bool:
    """Whether the programs that the tests need from ``package`` can be found."""
    match package:
        case "postgresql":
            return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None
        case "chromium-headless-shell" | "openssl":
            return shutil.which(package) is not None
        case "poppler-utils":
            return shutil.which("pdfsig") is not None
        case "postfix":
            return Path("/usr/sbin/postfix").exists()
        case "faketime":
            return any(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    raise ValueError(package)


def main(packages: list[str]) -> int:
    """Give 0 when everything is there in the end."""
    missing = [package for package in packages if not is_there(package)]
    if not missing:
        return 0
    names = " ".join(missing)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"The tests need {' and '.join(missing)}: please install it (on Debian: sudo apt-get install {names}).")
        return 1
    print(f"Installing {names} from Debian …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *missing]):
        done = subprocess.run(["apt-get", "-qq", *command], env=quiet, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"apt-get {' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
            return 1
    return 0 if all(is_there(package) for package in missing) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
