#!/bin/sh
# From corpus to the shipped weights: train-all.sh BASE_DIR CORPUS_DIR BUILD_DIR [PYTHON]
set -eu
base=$1 corpus=$2 build=$3 python=${4:-python}
here=$(dirname "$0") out=$(dirname "$0")/../../../models/encoder-en
train() { name=$1; shift; "$python" "$here/train.py" --base-dir "$base" --corpus "$corpus" --out "$build/$name" --ema 0.99 "$@"; }

# The train split only, less a tenth of its deals: every figure on the corpus is held out. Posts in the shape of real ones gained nothing.
train first --dev-share 0.1 --lr 1.5e-4 --epochs 1 --weight real=2 hard=0.5 shape=0
train second --dev-share 0.1 --start-from "$build/first/weights.pt" --seed 2 --context mover --mask-names 0.25 \
  --lr 8e-5 --head-lr 3e-4 --epochs 1 --weight real=2 hard=0 shape=0 --batch-size 48 --max-post-tokens 80
"$python" "$here/export.py" --run "$build/second" --corpus "$corpus" --base-dir "$base" --out "$out" \
  --calibration "$out/calibration.json" --parity "$here/../../../test/fixtures/encoder/texts.json"
