#!/bin/sh
# Runs a class of this folder's Java side: java.sh CLASS ARGUMENTS. Builds nothing; run
# `mvn -DskipTests package` first.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
class=$1
shift
# The launcher's settings: freed memory is kept for the next step's buffers.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=9223372036854775807 MALLOC_TOP_PAD_=67108864
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC ${EIDO_JAVA_OPTS:-} \
  -cp "$root/bench/target/classes:$root/cli/target/lib/*" "org.eidograph.bench.$class" "$@"
