#!/usr/bin/env bash
# Scores posts as a Slurm job array, one task a shard, and merges the breakdowns behind it.
set -euo pipefail

usage() {
  cat >&2 <<'USAGE'
Usage: submit.sh RUN_FOLDER [--shards N] [--at-once N] INPUT… [-- OPTION…]

Cuts the inputs into shards (64 unless --shards), submits a job array of as many tasks, and a merge
that starts when all of them are done. Options behind -- are those of classify --filter, such as
--model linear-en --two-way. sbatch reads its own from SBATCH_PARTITION, SBATCH_ACCOUNT and the like.
Given a folder that stands, and nothing else, it goes on there: shards with a receipt are skipped.

RUN_FOLDER gets shards/, scored/, partials/, receipts/, logs/ and in the end breakdown.json. Every
node must see it under the same name, as well as Node (NODE, default node) and dealstance
(DEALSTANCE, default dist/src/cli/main.js of this package).
USAGE
  exit 64
}

fail() {
  printf 'submit.sh: %s\n' "$2" >&2
  exit "$1"
}

shard_count=64
at_once=
inputs=()
options=()
while (($# > 0)); do
  case $1 in
    --shards | --at-once)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail 64 "expected $1 with a whole number from 1, got \"${2:-}\""
      if [[ $1 == --shards ]]; then shard_count=$2; else at_once=%$2; fi
      shift 2
      ;;
    --)
      shift
      options=("$@")
      break
      ;;
    -*) usage ;;
    *)
      inputs+=("$1")
      shift
      ;;
  esac
done
((${#inputs[@]} > 0)) || usage
run=$(realpath -m "${inputs[0]}")
inputs=("${inputs[@]:1}")
scripts=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
node=$(command -v "${NODE:-node}") || fail 66 "expected Node as ${NODE:-node}, got none. Set NODE, or load its module."
dealstance=${DEALSTANCE:-$(realpath -m "$scripts/../../dist/src/cli/main.js")}
[[ -e $dealstance ]] || fail 66 "expected dealstance as $dealstance, got none. Run npm run build, or set DEALSTANCE."
command -v sbatch >/dev/null || fail 66 'expected sbatch, got none. Submit from a node of the cluster.'

if [[ -e $run/settings.sh ]]; then
  ((${#inputs[@]} == 0 && ${#options[@]} == 0)) ||
    fail 64 "expected a new folder, got $run with a run in it. Give the folder alone to go on there."
else
  # The catalogue of deals is asked by every step: which posts to carry, what a post is about, how a deal is named.
  deals=()
  for ((index = 0; index < ${#options[@]}; index++)); do
    case ${options[index]} in
      --deals) deals=(--deals "${options[index + 1]:-}") ;;
      --deals=*) deals=("${options[index]}") ;;
    esac
  done
  ((${#inputs[@]} > 0)) || fail 64 "expected inputs, or a folder with a run in it, got $run alone"
  mkdir -p "$run"
  "$node" "$dealstance" shard "${inputs[@]}" --shards "$shard_count" --context on --out "$run/shards" --quiet "${deals[@]}"
  mkdir -p "$run"/{scored,partials,receipts,logs}
  {
    printf '%s=%q\n' NODE "$node" DEALSTANCE "$dealstance" SCRIPTS "$scripts"
    printf 'FILTER_OPTIONS=(%s)\n' "${options[*]@Q}"
    printf 'AGGREGATE_OPTIONS=(%s)\n' "${deals[*]@Q}"
    # Names of files among the options are as they were given here.
    printf 'cd %q\n' "$PWD"
  } >"$run/settings.sh.tmp"
  mv "$run/settings.sh.tmp" "$run/settings.sh"
fi

last=$("$node" -p 'JSON.parse(fs.readFileSync(process.argv[1], "utf8")).shards.length - 1' "$run/shards/manifest.json")
array=$(sbatch --parsable --array="0-$last$at_once" --output="$run/logs/score-%a.log" "$scripts/score.sbatch" "$run")
array=${array%%;*}
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --output="$run/logs/merge.log" \
  "$scripts/merge.sbatch" "$run")
printf '%s %s\n' "$array" "${merge%%;*}"
printf 'submitted: %s tasks as job %s, the merge as job %s; breakdown to %s\n' \
  "$((last + 1))" "$array" "${merge%%;*}" "$run/breakdown.json" >&2
