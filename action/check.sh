#!/usr/bin/env bash
# Runs tidings: findings as annotations, as SARIF and as a summary. It succeeds whatever is found, so that the steps after
# it see the files; result.sh ends the job.
# In: TIDINGS_FOLDER, INPUT_PATHS, INPUT_ROOT, INPUT_SINCE, INPUT_FAIL_ON, INPUT_ARGUMENTS, INPUT_ANNOTATE, INPUT_SUMMARY,
# PULL_REQUEST_BASE, PULL_REQUEST_HEAD. Out: exit-code, sarif-file, summary-file.
set -euo pipefail

fail() {
  echo "::error title=tidings::$1"
  exit 2
}

# The lines of a text as words; blank lines are none.
words=()
lines_of() {
  words=()
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    [ -z "${line//[[:space:]]/}" ] || words+=("$line")
  done <<<"$1"
}

reports=${RUNNER_TEMP:?}/tidings-reports
rm -rf "$reports"
mkdir -p "$reports"
arguments=(check --output "sarif=$reports/tidings.sarif" --output "markdown=$reports/summary.md")

if [ "${INPUT_ANNOTATE:-true}" = true ]; then arguments+=(--output github=-); else arguments+=(--output full=-); fi
[ -z "${INPUT_ROOT:-}" ] || arguments+=(--root "$INPUT_ROOT")
fail_on=${INPUT_FAIL_ON:-warning}
case $fail_on in
  error | warning | info) arguments+=(--fail-on "$fail_on") ;;
  never) ;;
  *) fail "the input 'fail-on' is none of error, warning, info, never" ;;
esac

since=${INPUT_SINCE:-auto}
case $since in
  auto)
    since=${PULL_REQUEST_BASE:-}
    # A pull request is checked out as its merge with the newest state of its base, which may be newer than the one that
    # the event tells of. A shallow clone hides parents; the commit itself still names them.
    if [ -n "${PULL_REQUEST_HEAD:-}" ]; then
      parents=$(git cat-file commit HEAD | sed -n '/^$/q; s/^parent //p') || parents=
      case $parents in *$'\n'"$PULL_REQUEST_HEAD") since=${parents%%$'\n'*} ;; esac
    fi
    ;;
  none) since= ;;
esac
if [ -n "$since" ]; then
  # What changed since then shows only where the history reaches back to it, which that of one commit does not.
  reaches() { git merge-base --end-of-options "$since" HEAD >/dev/null 2>&1; }
  if ! reaches; then
    case $since in
      *[!0-9a-f]*) fail "the input 'since' names a revision that this checkout does not reach; check out with 'fetch-depth: 0'" ;;
    esac
    head=$(git rev-parse HEAD)
    # The base of a pull request is a parent of the commit that is checked out, as a rule.
    git fetch --quiet --no-tags --depth=2 origin "$head" || true
    reaches || git fetch --quiet --no-tags --unshallow origin "$head" "$since" ||
      fail "cannot fetch the history back to $since; check out with 'fetch-depth: 0'"
  fi
  arguments+=("--since=$since")
fi

lines_of "${INPUT_ARGUMENTS:-}"
arguments+=(${words[@]+"${words[@]}"})
lines_of "${INPUT_PATHS:-}"
arguments+=(-- ${words[@]+"${words[@]}"})

code=0
"${TIDINGS_FOLDER:?}/tidings" "${arguments[@]}" || code=$?

{
  echo "exit-code=$code"
  [ ! -f "$reports/tidings.sarif" ] || echo "sarif-file=$reports/tidings.sarif"
  [ ! -f "$reports/summary.md" ] || echo "summary-file=$reports/summary.md"
} >>"${GITHUB_OUTPUT:?}"
if [ "${INPUT_SUMMARY:-true}" = true ] && [ -f "$reports/summary.md" ]; then
  cat "$reports/summary.md" >>"${GITHUB_STEP_SUMMARY:?}"
fi
