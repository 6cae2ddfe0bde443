#!/usr/bin/env bash
# Scores posts as a Slurm job array, whole threads in each task, then counts all of them.
set -euo pipefail

help() {
  cat <<'HELP'
Usage: submit.sh RUN_FOLDER INPUT… [--parts N] [--at-once N] [--source FORM] [--columns text=body,…]
                 [--on-bad-record throw|skip] [-- OPTION…]
       submit.sh RUN_FOLDER [--at-once N]

Cuts the inputs into parts of whole threads (64 unless --parts), submits a job array of as many tasks,
and one aggregate that starts when all of them are done. --source, --columns and --on-bad-record are those
of ingest. Options after -- say how classify judges, such as --model linear-en --two-way; they are tried
on one post before anything is cut. sbatch reads its own from SBATCH_PARTITION, SBATCH_ACCOUNT and the like.
Given a folder that exists, it goes on there: parts that are scored are skipped.

RUN_FOLDER gets parts/, scored/, logs/, settings.sh and in the end breakdown.json. Every node must see it
under the same name, as well as Node (NODE, default node) and dealstance (DEALSTANCE, default
dist/src/shell/cli/main.js of this package).

Ends with 0: submitted; 64: wrong usage; 65: bad data; 66: an input, Node, dealstance or sbatch is missing;
74: the folder cannot be written; 75: sbatch refused. Submit again then.
HELP
  exit 0
}

fail() {
  printf 'submit.sh: %s\n' "$2" >&2
  exit "$1"
}

part_count=64
at_once=
new_only=()
reading=()
counting=()
inputs=()
options=()
while (($# > 0)); do
  # Both --parts 4 and --parts=4.
  if [[ $1 == --?*=* ]]; then set -- "${1%%=*}" "${1#*=}" "${@:2}"; fi
  case $1 in
    --parts | --at-once)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail 64 "expected $1 with a whole number from 1, got \"${2:-}\". See --help."
      if [[ $1 == --parts ]]; then
        part_count=$2
        new_only+=("$1")
      else at_once=%$2; fi
      shift 2
      ;;
    --source | --columns | --on-bad-record)
      [[ -n ${2:-} ]] || fail 64 "expected $1 with a value, got none. See --help."
      reading+=("$1" "$2")
      new_only+=("$1")
      shift 2
      ;;
    --help | -h) help ;;
    --)
      options=("${@:2}")
      new_only+=(--)
      break
      ;;
    -?*) fail 64 "expected an option of submit.sh, got $1. Those of classify go after --; see --help." ;;
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

# The last value of an option of classify; nothing where it is not given.
given_for() {
  local name=$1 index value=
  for ((index = 0; index < ${#options[@]}; index++)); do
    case ${options[index]} in
      "$name") value=${options[index + 1]:-} ;;
      "$name"=*) value=${options[index]#*=} ;;
    esac
  done
  printf '%s' "$value"
}

# Options of classify that say how a post is judged, from the list that the Spark job keeps: the others read or write files.
scoring=$(sed -n '/^SCORING_OPTIONS/,/^}/p' "$scripts/../spark/classify_posts.py" | tr -cs 'a-z-' ' ')

# Tries the options on one post, cuts the inputs, and writes settings.sh last: a folder that has it is whole.
cut_inputs() {
  local option row scheme
  for option in "${options[@]}"; do
    [[ $option != -?* || $scoring == *" ${option%%=*} "* ]] || fail 64 "expected options of how posts are judged behind --, got $option. They are:$scoring"
  done
  # Its own default depends on how many posts come together.
  [[ " ${options[*]}" == *' --evidence'* ]] || options+=(--evidence off)
  row=$(printf '{"id":"probe","text":"A post."}\n' | "$node" "$dealstance" classify - --source jsonl "${options[@]}" --quiet) || exit
  # Labels of one's own: the scheme that was named, else that of the model's folder.
  scheme=$(given_for --scheme)
  if [[ -z $scheme && $row == *'"scheme":'* ]]; then scheme=$(given_for --model); fi
  if [[ -n $scheme ]]; then counting+=(--scheme "$scheme"); fi
  [[ ! -e $run/parts ]] || fail 74 "expected a new folder, got $run with parts in it that no submit has cut. Name another folder, or remove this one."
  mkdir -p "$run/scored" "$run/logs" || fail 74 "expected a place for $run, got none. Check its disk and your rights."
  "$node" "$dealstance" ingest "${inputs[@]}" --quiet "${reading[@]}" |
    "$node" "$scripts/split-threads.mjs" "$part_count" "$run/parts" || {
    local codes=("${PIPESTATUS[@]}")
    rm -rf "$run/parts"
    rmdir "$run/scored" "$run/logs" "$run" 2>/dev/null || true
    ((codes[0] == 0)) || exit "${codes[0]}"
    ((codes[1] != 65)) || exit 65
    fail 74 "expected $run to be writable, got the fault above"
  }
  {
    printf '%s=%q\n' NODE "$node" DEALSTANCE "$dealstance"
    printf 'SCORING_OPTIONS=(%s)\n' "${options[*]@Q}"
    printf 'AGGREGATE_OPTIONS=(%s)\n' "${counting[*]@Q}"
    # Names of files among the options are as they were given here.
    printf 'cd %q\n' "$PWD"
  } >"$run/settings.sh.new" && mv "$run/settings.sh.new" "$run/settings.sh" || fail 74 "expected $run to be writable, got no settings.sh"
}

if [[ -e $run/settings.sh ]]; then
  ((${#inputs[@]} == 0)) || fail 64 "expected a new folder, got $run with a run in it. Leave the inputs out to go on there."
  ((${#new_only[@]} == 0)) || fail 64 "expected no ${new_only[0]}, got it for $run, which is cut already. Leave it out, or start a new run folder."
else
  ((${#inputs[@]} > 0)) || fail 64 "expected inputs, or a folder with a run in it, got $run alone"
  cut_inputs
fi

parts=("$run"/parts/*.jsonl)
array=$(sbatch --parsable --array="0-$((${#parts[@]} - 1))$at_once" --output="$run/logs/score-%a.log" "$scripts/score.sbatch" "$run") ||
  fail 75 "expected a job number from sbatch, got exit $? for the job array (its message is above). The cut stands: submit.sh $run submits it again."
array=${array%%;*}
last=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --output="$run/logs/aggregate.log" \
  "$scripts/aggregate.sbatch" "$run") || {
  code=$?
  scancel "$array" || true
  fail 75 "expected a job number from sbatch, got exit $code for aggregate (its message is above). The job array $array is cancelled; submit.sh $run submits both again."
}
printf '%s %s\n' "$array" "${last%%;*}"
printf 'submitted: %s tasks as job %s, aggregate as job %s; breakdown to %s\n' \
  "${#parts[@]}" "$array" "${last%%;*}" "$run/breakdown.json" >&2
