#!/bin/sh
# Writes vectors/*.jsonl anew from the published crates. `regenerate.sh --check` compares instead, and fails on a difference.
set -eu
cd "$(dirname "$0")"
cargo build --locked --quiet --manifest-path rust/Cargo.toml --bin vectors
status=0
for file in values messages methods kebab tolerance; do
  if [ "${1:-}" = "--check" ]; then
    rust/target/debug/vectors "$file" | diff -u "vectors/$file.jsonl" - || status=1
  else
    rust/target/debug/vectors "$file" > "vectors/$file.jsonl"
  fi
done
exit $status
