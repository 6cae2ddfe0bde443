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
train() {
  name=$1
  shift
  "$python" "$here/train.py" --base "$base" --corpus "$corpus" --out "$build/$name" --measure $sets \
    --real "real=$build/real.jsonl" "more=$build/more.jsonl" "thread=$build/thread.jsonl" "list=$build/list.jsonl" "$@"
}

train first --lr 1.5e-4
# Real posts almost alone, at half the rate.
train second --start-from "$build/first/weights.pt" --seed 2 --lr 7e-5 --head-lr 3e-4 --scale 0.6 \
  --passes real=2 thread=2 list=0.5 more=1.5 more-neither=0.5 shape=0.3 x=0.2 reply=0.2
"$python" "$here/export.py" --run "$build/second" --base "$base" --measure $sets --out "$out" \
  --parity "$here/../../../test/fixtures/encoder/texts.json"
