"""Writes every table of the theory module: make_all.py TARGET_FOLDER [moments|edge|kernels|depth ...]"""

import sys

import make_depth
import make_edge
import make_kernels
import make_moments

MAKERS = {
    "moments": make_moments,
    "edge": make_edge,
    "kernels": make_kernels,
    "depth": make_depth,
}


def main():
    folder, *names = sys.argv[1:]
    for name in names or MAKERS:
        MAKERS[name].main(folder)


if __name__ == "__main__":
    main()
