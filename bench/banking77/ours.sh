#!/bin/sh
# Our side of the comparison: the arguments of peer.py. Run `mvn -DskipTests package` first.
exec "$(dirname "$0")/../java.sh" ClassifierSteps "$@"
