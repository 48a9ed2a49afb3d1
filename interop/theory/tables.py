"""CSV tables with a header that names their maker."""

import sys
from pathlib import Path

import gmpy2


def write(folder, name, maker, about, columns, rows):
    """Rows of strings, ints, floats or mpfr; real numbers get 22 digits."""
    target = Path(folder) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"# {about}", f"# made by interop/theory/{maker}", ",".join(columns)]
    for row in rows:
        lines.append(",".join(cell(each) for each in row))
    target.write_text("\n".join(lines) + "\n")
    print(f"{len(lines) - 3:4d} rows  {target}", file=sys.stderr)


def cell(value):
    if isinstance(value, (str, int)):
        return str(value)
    return f"{gmpy2.mpfr(value):.22g}"
