#!/bin/sh
# Prints what it was started with, each argument followed by NUL.
[ $# -eq 0 ] || printf '%s\0' "$@"
