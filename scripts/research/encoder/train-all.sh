#!/bin/sh
# From posts to the shipped weights: train-all.sh BASE CORPUS TAUGHT UNLABELLED UNSEEN BUILD [PYTHON]
set -eu
base=$1 corpus=$2 taught=$3 unlabelled=$4 unseen=$5 build=$6 python=${7:-python}
here=$(dirname "$0") out=$(dirname "$0")/../../../models/stance-en
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000
mkdir -p "$build"
parts=""
for part in real more thread list; do
  grep "\"part\": \"$part\"" "$taught" >"$build/$part.jsonl"
  parts="$parts $part=$build/$part.jsonl"
done
sets="dev=$unseen/dev.jsonl dev2=$unseen/dev2.jsonl"
passes="real=1.5 thread=1.5 list=0.6 more=1.5 more-neither=0.4 shape=0.4 x=0.25 reply=0.25"
"$python" "$here/train.py" --base "$base" --corpus "$corpus" --real $parts --measure $sets --out "$build/teacher" \
  --lr 8e-5 --dropout 0 --freeze-layers 4 --passes $passes
"$python" "$here/soften.py" --run "$build/teacher" --base "$base" --corpus "$corpus" --real $parts \
  --pool "$unlabelled" --out "$build/soft.jsonl"
passes="real=1.8 thread=1.8 list=0.8 more=1.5 more-neither=0.4 shape=0.6 x=0.3 reply=0.4"
"$python" "$here/train.py" --base "$base" --corpus "$corpus" --soft "$build/soft.jsonl" --measure $sets --out "$build/student" \
  --start-from "$build/teacher" --keep-layers 0 1 2 3 4 5 6 --lr 1e-4 --passes $passes
"$python" "$here/soften.py" --run "$build/student" --base "$base" --corpus "$corpus" --real $parts \
  --pool "$unlabelled" --out "$build/soft-2.jsonl"
passes="real=1.1 thread=1.8 list=0.6 more=0.7 more-neither=0.2 shape=0.1 x=0.12 reply=0.15 pool=0.1 pool-guessed=0 pool-thread=0.5"
"$python" "$here/train.py" --base "$base" --corpus "$corpus" --soft "$build/soft-2.jsonl" --measure $sets --out "$build/second" \
  --start-from "$build/student" --lr 6e-5 --head-lr 3e-4 --freeze-layers 3 --seed 5 --passes $passes
"$python" "$here/export.py" --run "$build/second" --base "$base" --corpus "$corpus" --measure $sets --out "$out" \
  --parity "$here/../../../test/fixtures/encoder/texts.json"
