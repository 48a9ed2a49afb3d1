#!/bin/sh
# Checks what ./eido reads and writes with transformers and peft; the last line is "N passed, M failed".
# Arguments go to check.py, e.g. --only logits.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=$(sh "$here/venv.sh")
PYTHONDONTWRITEBYTECODE=1 exec "$python" "$here/check.py" "$@"
