#!/bin/sh
# From fetched texts to the weights that ship: train-all.sh BASE CORPUS FETCHED UNSEEN BUILD [PYTHON]
set -eu
base=$1 corpus=$2 fetched=$3 unseen=$4 build=$5 python=${6:-python}
here=$(dirname "$0") out=$(dirname "$0")/../../../models/stance-en
mkdir -p "$build"
"$python" "$here/self_check.py"
"$python" "$here/pretrain.py" --base "$base" --rows "$fetched/sets.jsonl" --out "$build/pretrained"
"$python" "$here/gather.py" --fetched "$fetched" --record "$corpus/taught" --corpus "$corpus" --out "$build/posts.jsonl" \
  --replies-left-out "$build/replies-left-out.jsonl"
teachers=""
for seed in 1 2 3 4 5; do
  "$python" "$here/train.py" --base "$base" --posts "$build/posts.jsonl" --start-from "$build/pretrained" \
    --lr 8e-5 --relation-weight 0.3 --freeze-layers 4 --seed "$seed" --out "$build/teacher-$seed" &
  teachers="$teachers $build/teacher-$seed"
done
wait
"$python" "$here/judge.py" --run $teachers --base "$base" --posts "$build/posts.jsonl" --out "$build/opinion.npy"
student() {
  "$python" "$here/train.py" --base "$base" --posts "$build/posts.jsonl" --opinion "$build/opinion.npy" \
    --start-from $teachers --keep-layers 7 --scale 1.6 --lr 1e-4 --relation-weight 0.1 \
    --teacher-share "$1" --temperature "$2" --seed "$3" --out "$build/student-$3"
}
student 0.85 1.2 7 &
student 0.95 1.1 12 &
student 0.85 1.2 13 &
wait
"$python" "$here/mean_runs.py" --run "$build/student-7" "$build/student-12" "$build/student-13" --base "$base" \
  --posts "$build/posts.jsonl" --out "$build/student"
"$python" "$here/export.py" --run "$build/student" --base "$base" --corpus "$corpus" --out "$out" \
  --measure "dev=$unseen/dev.jsonl" "dev2=$unseen/dev2.jsonl" --parity "$here/../../../test/fixtures/encoder/texts.json"
