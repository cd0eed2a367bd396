#!/usr/bin/env bash
# Ends the job as tidings ended. In: EXIT_CODE, INPUT_FAIL_ON.
set -euo pipefail

case ${EXIT_CODE:-2} in
  0) exit 0 ;;
  1) [ "${INPUT_FAIL_ON:-warning}" != never ] || exit 0 ;;
  *) echo "::error title=tidings::tidings could not do all of its work; see the log above" ;;
esac
exit "${EXIT_CODE:-2}"
