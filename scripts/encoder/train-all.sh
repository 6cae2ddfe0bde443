#!/bin/sh
# From corpus to the shipped weights: train-all.sh BASE_DIR CORPUS_DIR BUILD_DIR [PYTHON]
set -eu
base=$1 corpus=$2 build=$3 python=${4:-python}
here=$(dirname "$0") out=$(dirname "$0")/../../models/encoder-en
train() { name=$1; shift; "$python" "$here/train.py" --base-dir "$base" --corpus "$corpus" --out "$build/$name" --ema 0.99 --dev-share 0.1 "$@"; }

# The train split only, less a tenth of its deals: every figure on the corpus is held out.
# Twelve layers teach:
train first --lr 1.5e-4 --epochs 1 --weight real=2 hard=0.5
train second --start-from "$build/first/weights.pt" --seed 2 --context mover --mask-names 0.25 \
  --lr 8e-5 --head-lr 3e-4 --epochs 1 --weight real=2 hard=0 --batch-size 48 --max-post-tokens 80
train third --start-from "$build/second/weights.pt" --seed 5 --context mover --mask-names 0.3 --drop-context 0.2 \
  --r-drop 1 --smoothing 0.15 --dropout 0.15 --lr 5e-5 --head-lr 1e-4 --epochs 1 --weight real=1 natural=0 hard=0
"$python" "$here/linear_folds.py" "$corpus" "$build/linear.npz"
# Six layers learn:
"$python" "$here/distil.py" --base-dir "$base" --corpus "$corpus" --teacher "$build/second" "$build/third" \
  --linear "$build/linear.npz" --steps 1000 --lr 3e-4 --seed 7 --out "$build/student"
"$python" "$here/export.py" --run "$build/student" --corpus "$corpus" --base-dir "$base" --out "$out" \
  --calibration "$out/calibration.json" --parity "$here/../../test/fixtures/encoder/texts.json"
