#!/usr/bin/env bash
# Installs tidings: a released binary whose checksum is right, or a build of the sources beside this script.
# In: TIDINGS_VERSION (a version or `source`), TIDINGS_FOLDER (where to), TIDINGS_REPOSITORY (owner/name of the releases; when
# it is empty, the repository that Cargo.toml names), TIDINGS_MIRROR (a folder with the files of the release, instead of the release itself).
set -euo pipefail

fail() {
  echo "::error title=tidings::$1"
  exit 2
}

action=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${TIDINGS_FOLDER:?}
mkdir -p "$folder"

if [ "${TIDINGS_VERSION:?}" = source ]; then
  cargo install --locked --path "$action" --root "$folder/build"
  for built in "$folder"/build/bin/tidings*; do mv "$built" "$folder/"; done
  rm -rf "$folder/build"
  exit 0
fi

case "${RUNNER_OS:?}-${RUNNER_ARCH:?}" in
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc ;;
  *) fail "there is no released binary for $RUNNER_OS on $RUNNER_ARCH; give the input 'version: source'" ;;
esac

archive=tidings-$target.tar.gz
download=$(mktemp -d "${RUNNER_TEMP:?}/tidings-download.XXXXXX")
trap 'rm -rf "$download"' EXIT
if [ -n "${TIDINGS_MIRROR:-}" ]; then
  cp "$TIDINGS_MIRROR/$archive" "$TIDINGS_MIRROR/SHA256SUMS" "$download/" || fail "the mirror does not have $archive"
else
  repository=${TIDINGS_REPOSITORY:-}
  # Not every runner says which repository an action came from.
  [ -n "$repository" ] || repository=$(sed -n 's,^repository = "https://github.com/\(.*\)"$,\1,p' "$action/Cargo.toml")
  [ -n "$repository" ] || fail "nothing says whose releases to download; give the input 'version: source'"
  command -v gh >/dev/null || fail "the program gh is not installed, which downloads releases; give the input 'version: source'"
  gh release download "v$TIDINGS_VERSION" --repo "$repository" --dir "$download" \
    --pattern "$archive" --pattern SHA256SUMS || fail "cannot download $archive of version $TIDINGS_VERSION"
fi

cd "$download"
# The line of this archive alone: a list that lacks it must not pass.
awk -v name="$archive" '$2 == name || $2 == "*" name' SHA256SUMS >expected
[ "$(wc -l <expected)" -eq 1 ] || fail "SHA256SUMS does not have exactly one line for $archive"
if command -v sha256sum >/dev/null; then check=(sha256sum -c expected); else check=(shasum -a 256 -c expected); fi
"${check[@]}" || fail "the checksum of $archive is wrong: nothing is installed"

tar -xzf "$archive"
for binary in tidings tidings.exe; do
  if [ -f "$binary" ]; then
    chmod +x "$binary"
    mv "$binary" "$folder/"
  fi
done
"$folder/tidings" --version
