#!/bin/sh
# Starts as many generations of itself as it is told, none of which ends when it is asked to. The
# last one goes away from the rest: into a session of its own, with nobody for a parent.
#
#   tree.sh GENERATIONS FOLDER
trap '' TERM
echo $$ > "$2/pid-$1"
if [ "$1" -eq 2 ]; then
  (setsid "$0" 1 "$2" &)
elif [ "$1" -gt 2 ]; then
  "$0" $(($1 - 1)) "$2" &
fi
while :; do sleep 1; done
