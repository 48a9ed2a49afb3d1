#!/bin/sh
# Makes .venv/interop with the pinned libraries once, and prints the path of its interpreter.
# INTEROP_PYTHON names a ready interpreter to use instead.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

if [ -n "${INTEROP_PYTHON:-}" ]; then
  echo "$INTEROP_PYTHON"
  exit 0
fi

folder=$root/.venv/interop
wanted=$(cat "$here/requirements.txt" "$here/constraints.txt" | cksum)
if [ ! -f "$folder/.ready" ] || [ "$(cat "$folder/.ready")" != "$wanted" ]; then
  rm -rf "$folder"
  python3 -m venv "$folder" >&2
  # A wheel folder given to pip that holds a CPU build of the pinned torch is preferred by itself.
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile \
    --requirement "$here/requirements.txt" --constraint "$here/constraints.txt" >&2
  echo "$wanted" > "$folder/.ready"
fi
echo "$folder/bin/python"
