#!/usr/bin/env bash
# Scores posts as a Slurm job array, one task a shard, then merges the breakdowns.
set -euo pipefail

help() {
  cat <<'HELP'
Usage: submit.sh RUN_FOLDER INPUT… [--shards N] [--at-once N] [--source FORM] [--columns text=body,…]
                 [--on-bad-record throw|skip] [-- OPTION…]
       submit.sh RUN_FOLDER [--at-once N] [-- OPTION…]

Cuts the inputs into shards (64 unless --shards), submits a job array of as many tasks, and a merge
that starts when all of them are done. --source, --columns and --on-bad-record are those of shard.
Options after -- are those of classify --filter, such as --model linear-en --two-way; they are tried
on one line before anything is cut. sbatch reads its own from SBATCH_PARTITION, SBATCH_ACCOUNT and the like.
Given a folder that exists, it goes on there: shards with a receipt are skipped. Other options are
taken there as long as no shard has a receipt.

RUN_FOLDER gets shards/, scored/, partials/, receipts/, logs/, settings.sh, pin.json and in the end
breakdown.json. Every node must see it under the same name, as well as Node (NODE, default node) and
dealstance (DEALSTANCE, default dist/src/shell/cli/main.js of this package).

Ends with 0: submitted; 64: wrong usage; 65: bad data, or not the model, options or version that
shards of this run were scored with; 66: an input, Node, dealstance or sbatch is missing; 74: the folder
cannot be written; 75: sbatch refused, or another submit is cutting. Submit again then.
HELP
  exit 0
}

fail() {
  printf 'submit.sh: %s\n' "$2" >&2
  exit "$1"
}

shard_count=
at_once=
reading=()
skipping=()
inputs=()
options=()
has_options=
while (($# > 0)); do
  # Both --name value and --name=value.
  if [[ $1 == --?*=* ]]; then set -- "${1%%=*}" "${1#*=}" "${@:2}"; fi
  case $1 in
    --shards | --at-once)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail 64 "expected $1 with a whole number from 1, got \"${2:-}\". See --help."
      if [[ $1 == --shards ]]; then shard_count=$2; else at_once=%$2; fi
      shift 2
      ;;
    --source | --columns | --on-bad-record)
      [[ -n ${2:-} ]] || fail 64 "expected $1 with a value, got none. See --help."
      reading+=("$1" "$2")
      if [[ $1 == --on-bad-record ]]; then skipping=("$1" "$2"); fi
      shift 2
      ;;
    --help | -h) help ;;
    --)
      shift
      options=("$@")
      has_options=yes
      break
      ;;
    -?*) fail 64 "expected an option of submit.sh, got $1. Those of the filter go after --; see --help." ;;
    *)
      inputs+=("$1")
      shift
      ;;
  esac
done
((${#inputs[@]} > 0)) || fail 64 'expected a folder for the run, got none. See --help.'
run=$(realpath -m "${inputs[0]}")
inputs=("${inputs[@]:1}")
[[ ! -e $run || -d $run ]] || fail 74 "expected a folder for the run first, got the file $run. Name a new folder before the inputs."
scripts=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
node=$(command -v "${NODE:-node}") || fail 66 "expected Node as ${NODE:-node}, got none. Set NODE, or load its module."
dealstance=${DEALSTANCE:-$(realpath -m "$scripts/../../dist/src/shell/cli/main.js")}
[[ -e $dealstance ]] || fail 66 "expected dealstance as $dealstance, got none. Run npm run build, or set DEALSTANCE."
command -v sbatch >/dev/null || fail 66 'expected sbatch, got none. Submit from a node of the cluster.'

stands=
if [[ -e $run/settings.sh ]]; then
  stands=yes
  ((${#inputs[@]} == 0)) || fail 64 "expected a new folder, got $run with a run in it. Leave the inputs out to go on there."
  [[ -z $shard_count && ${#reading[@]} == 0 ]] ||
    fail 64 "expected no ${reading[0]:---shards}, got it for $run, which is cut already. Leave it out, or start a new run folder."
else
  ((${#inputs[@]} > 0)) || fail 64 "expected inputs, or a folder with a run in it, got $run alone"
fi

probe=$(mktemp -d) || fail 74 'expected a place for temporary files, got none. Set TMPDIR.'
cutting=
# A cut that is left half-way leaves nothing behind.
clean_up() {
  rm -rf "$probe"
  if [[ -n $cutting ]]; then
    rm -rf "$run/shards" "$run"/.shards.*.tmp "$run/settings.sh.tmp" "$run/pin.json"
    rmdir "$run"/{scored,partials,receipts,logs} "$run" 2>/dev/null || true
  fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# As it was submitted, or with other options while nothing is scored.
if [[ -n $stands && -z $has_options ]]; then
  # shellcheck source=/dev/null # Written below.
  (source "$run/settings.sh" && "$NODE" "$SCRIPTS/probe.mjs" "$DEALSTANCE" "$run" "$probe" "${FILTER_OPTIONS[@]}") || exit
else
  "$node" "$scripts/probe.mjs" "$dealstance" "$run" "$probe" "${options[@]}" || exit
fi

write_settings() {
  local count
  mapfile -d '' -t count <"$probe/count"
  {
    printf '%s=%q\n' NODE "$node" DEALSTANCE "$dealstance" SCRIPTS "$scripts"
    printf 'FILTER_OPTIONS=(%s)\n' "${options[*]@Q}"
    printf 'AGGREGATE_OPTIONS=(%s)\n' "${count[*]@Q}"
    printf 'BAD_RECORD_OPTIONS=(%s)\n' "${skipping[*]@Q}"
    # Names of files among the options are as they were given here.
    printf 'cd %q\n' "$PWD"
  } >"$1"
}

if [[ -z $stands ]]; then
  mkdir -p "$run" || fail 74 "expected a place for $run, got none. Check its disk and your rights."
  if [[ -e $run/settings.sh.tmp ]]; then
    host='' cutter=''
    read -r _ host cutter <"$run/settings.sh.tmp" || true
    if [[ -n $cutter && $host == "$(uname -n)" ]] && kill -0 "$cutter" 2>/dev/null; then
      fail 75 "expected $run for this submit alone, got one that is cutting there (process $cutter). Wait for it, or remove $run/settings.sh.tmp."
    fi
    printf 'submit.sh: %s was left half-way by process %s on %s: cut anew\n' "$run" "${cutter:-?}" "${host:-?}" >&2
    rm -rf "$run/shards" "$run"/.shards.*.tmp
  elif [[ -e $run/shards ]]; then
    fail 74 "expected a new folder, got $run with shards in it that no submit has cut. Name another folder, or remove this one."
  fi
  printf '# %s %s\n' "$(uname -n)" $$ >"$run/settings.sh.tmp" || fail 74 "expected $run to be writable, got no file in it"
  cutting=yes
  mapfile -d '' -t cut <"$probe/cut"
  "$node" "$dealstance" shard "${inputs[@]}" --shards "${shard_count:-64}" --context on --out "$run/shards" --quiet \
    "${cut[@]}" "${reading[@]}" || exit
fi
mkdir -p "$run"/{scored,partials,receipts,logs} || fail 74 "expected $run to be writable, got no folders in it"
cp "$probe/pin.json" "$run/pin.json.tmp" && mv -f "$run/pin.json.tmp" "$run/pin.json" || fail 74 "expected $run to be writable, got no pin.json"
if [[ -z $stands || -n $has_options ]]; then
  # A cut with bad records left out stays one.
  # shellcheck source=/dev/null
  if [[ -n $stands ]]; then mapfile -t skipping < <(source "$run/settings.sh" && printf '%s\n' "${BAD_RECORD_OPTIONS[@]+"${BAD_RECORD_OPTIONS[@]}"}" | sed '/^$/d'); fi
  write_settings "$run/settings.sh.new" && mv -f "$run/settings.sh.new" "$run/settings.sh" || fail 74 "expected $run to be writable, got no settings.sh"
  cutting=
  rm -f "$run/settings.sh.tmp"
fi

described=$("$node" "$scripts/check-shard.mjs" "$run") || exit
array=$(sbatch --parsable --array="0-$((described - 1))$at_once" --output="$run/logs/score-%a.log" "$scripts/score.sbatch" "$run") ||
  fail 75 "expected a job number from sbatch, got exit $? for the job array (its message is above). The cut stands: submit.sh $run submits it again."
array=${array%%;*}
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --output="$run/logs/merge.log" \
  "$scripts/merge.sbatch" "$run") || {
  code=$?
  scancel "$array" || true
  fail 75 "expected a job number from sbatch, got exit $code for the merge (its message is above). The job array $array is cancelled; submit.sh $run submits both again."
}
printf '%s %s\n' "$array" "${merge%%;*}"
printf 'submitted: %s tasks as job %s, the merge as job %s; breakdown to %s\n' \
  "$described" "$array" "${merge%%;*}" "$run/breakdown.json" >&2
