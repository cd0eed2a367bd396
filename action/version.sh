#!/usr/bin/env bash
# Says which version to install, where, and under which key it is cached.
# In: TIDINGS_VERSION (empty: the version of this action; `source`: build it). Out: version, folder, key.
set -euo pipefail

action=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=${TIDINGS_VERSION#v}
if [ -z "$version" ]; then
  version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$action/Cargo.toml" | head -n 1)
fi
case $version in
  source | [0-9]*.[0-9]*.[0-9]*) ;;
  *) echo "::error title=tidings::the input 'version' is neither a version nor 'source'" && exit 2 ;;
esac
# Nothing else may reach a path or the runner's files.
case $version in
  *[!0-9A-Za-z.+-]*) echo "::error title=tidings::the input 'version' is not a version" && exit 2 ;;
esac

key=$version
if [ "$version" = source ]; then
  # What is built depends on the sources, so that another state of them is another key.
  key=source-$(cd "$action" && cat Cargo.lock Cargo.toml build.rs | git hash-object --stdin)
  key=$key-$(cd "$action" && find src rules -type f -print0 | LC_ALL=C sort -z | xargs -0 cat | git hash-object --stdin)
fi
{
  echo "version=$version"
  echo "folder=${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:?}}/tidings/$key"
  echo "key=tidings-${RUNNER_OS:?}-${RUNNER_ARCH:?}-$key"
} >>"${GITHUB_OUTPUT:?}"
