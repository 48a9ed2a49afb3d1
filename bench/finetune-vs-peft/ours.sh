#!/bin/sh
# Our side of the comparison: the arguments of peer.py, and --cache-prefix. Builds nothing; run
# `mvn -DskipTests package` first.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC ${EIDO_JAVA_OPTS:-} \
  -cp "$root/bench/target/classes:$root/cli/target/lib/*" org.eidograph.bench.FineTuneSteps "$@"
