#!/bin/sh
# From posts to the shipped weights: train-all.sh BASE CORPUS TAUGHT UNSEEN BUILD [PYTHON]
set -eu
base=$1 corpus=$2 taught=$3 unseen=$4 build=$5 python=${6:-python}
here=$(dirname "$0") out=$(dirname "$0")/../../../models/stance-en
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000
mkdir -p "$build"
for part in real more thread list; do
  grep "\"part\": \"$part\"" "$taught" >"$build/$part.jsonl"
done
sets="dev=$unseen/dev.jsonl dev2=$unseen/dev2.jsonl"
"$python" "$here/train.py" --base "$base" --corpus "$corpus" --out "$build/run" --measure $sets --lr 1.5e-4 \
  --real "real=$build/real.jsonl" "more=$build/more.jsonl" "thread=$build/thread.jsonl" "list=$build/list.jsonl"
"$python" "$here/export.py" --run "$build/run" --base "$base" --measure $sets --max-parent-tokens 0 --out "$out" \
  --parity "$here/../../../test/fixtures/encoder/texts.json"
