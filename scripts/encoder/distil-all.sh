#!/bin/sh
# A six-layer student of the shipped encoder: distil-all.sh BASE_DIR CORPUS_DIR BUILD_DIR [PYTHON], after train-all.sh with the same folders.
# Twice as fast, a point of macro-F1 lower (models/encoder-en/experiments.md), so what it writes to BUILD_DIR/student does not ship.
set -eu
base=$1 corpus=$2 build=$3 python=${4:-python}
here=$(dirname "$0")

"$python" "$here/train.py" --base-dir "$base" --corpus "$corpus" --out "$build/third" --ema 0.99 --dev-share 0.1 \
  --start-from "$build/second/weights.pt" --seed 5 --context mover --mask-names 0.3 --drop-context 0.2 \
  --r-drop 1 --smoothing 0.15 --dropout 0.15 --lr 5e-5 --head-lr 1e-4 --epochs 1 --weight real=1 natural=0 hard=0
"$python" "$here/linear_folds.py" "$corpus" "$build/linear.npz"
"$python" "$here/distil.py" --base-dir "$base" --corpus "$corpus" --teacher "$build/second" "$build/third" \
  --linear "$build/linear.npz" --steps 1000 --lr 3e-4 --seed 7 --out "$build/student"
