#!/bin/sh
# Our side of the comparison: the arguments of peer.py, and --cache-prefix. Run
# `mvn -DskipTests package` first.
exec "$(dirname "$0")/../java.sh" FineTuneSteps "$@"
