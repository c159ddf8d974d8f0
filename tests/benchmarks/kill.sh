#!/usr/bin/env bash
# Kills recordings, comparisons and swaps at random moments and looks at what is left: see README.md.
set -euo pipefail

usage() {
  cat <<USAGE
usage: tests/benchmarks/kill.sh [recording] [comparison] [swapping] [--kills N] [--seed S]

  --kills  how many SIGKILLs of each (default: 100; all take three quarters of an hour on two cores)
  --seed   of the moments (default: 1)

A recording that was killed must open with every whole step, byte for byte those of one that was not;
a comparison must leave whole rows, and --resume must finish it to the results of one that was not
killed, times apart. What a killed process left in the folder for temporary files, the next removes.
Swapping is a comparison whose estimator, a plain jar in plugins/, is replaced again and again.
ESPALIER names the command (default: runtime/target/espalier/bin/espalier, built where needed).
USAGE
}

kills=100
seed=1
names=()
while [ $# -gt 0 ]; do
  case $1 in
    recording | comparison | swapping) names+=("$1"); shift; continue ;;
    --kills) kills=${2:-} ;;
    --seed) seed=${2:-} ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }
  shift 2
done
[ ${#names[@]} -gt 0 ] || names=(recording comparison swapping)

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
if [ -z "${ESPALIER:-}" ]; then
  "$root/runtime/espalier" --version >/dev/null
  ESPALIER=$root/runtime/target/espalier/bin/espalier
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/espalier-kill.XXXXXX")
swapper=
trap '[ -z "$swapper" ] || kill $swapper; rm -rf "$work"' EXIT
mkdir "$work/tmp"
export LC_ALL=C ESPALIER_OPTS="${ESPALIER_OPTS:-} -Djava.io.tmpdir=$work/tmp"
cd "$work"
RANDOM=$((seed % 32768))

experiment() { # ESTIMATOR SEEDS
  cat <<EXPERIMENT
{"name": "killed", "dataset": "breast-cancer", "model": "mlp:30-16-2", "seeds": $2,
 "sparsities": [0.5, 0.9], "policies": ["magnitude", "removal-effect"],
 "estimators": ["$1"], "training": {"epochs": 8}, "fineTuning": {"epochs": 2}}
EXPERIMENT
}
readonly parameters=530 steps=1500
record=(record --model mlp:30-16-2 --dataset breast-cancer --steps $steps --out)
compare=(compare --experiment experiment.json --out)

failures=0
failed() { # WHAT
  failures=$((failures + 1))
  echo "$name, kill $done_kills: $1" >&2
}

milliseconds() { date +%s%3N; }

duration() { # COMMAND …: how long it takes undisturbed, in ms
  local start
  start=$(milliseconds)
  "$ESPALIER" "$@" >log 2>&1 || { cat log >&2; die "the undisturbed run failed"; }
  echo $(($(milliseconds) - start))
}

# Starts a command and kills it at a random moment of so many milliseconds; fails if it had ended.
killed() { # MILLISECONDS COMMAND …
  local moment=$((($1 * ((RANDOM << 15) + RANDOM)) >> 30)) pid
  shift
  "$ESPALIER" "$@" >log 2>&1 &
  pid=$!
  sleep "$((moment / 1000)).$(printf %03d $((moment % 1000)))"
  local alive=0
  kill -KILL "$pid" 2>/dev/null || alive=1
  wait "$pid" 2>/dev/null || true
  done_kills=$((done_kills + 1))
  return $alive
}

header_rows() { # FILE: rows by its NPY header
  head -c 128 "$1" | tr -d '\0' | sed -n "s/.*'shape': (\([0-9]*\), .*/\1/p"
}

whole_rows() { # FILE ROW_BYTES
  echo $((($(stat -c %s "$1") - 128) / $2))
}

same_rows() { # FILE ROW_BYTES: all of a killed recording's whole rows are those of the whole one
  local whole counted
  whole=$(whole_rows "killed/$1" "$2")
  counted=$(header_rows "killed/$1")
  [ "${counted:-0}" -le "$whole" ] || failed "$1 counts $counted rows and has $whole"
  cmp -s -i 128 -n $((whole * $2)) "killed/$1" "recorded/$1" || failed "rows of $1 differ"
}

no_temporary() {
  local left
  left=$(find tmp -mindepth 1 -maxdepth 1 -name 'espalier-*' | wc -l)
  [ "$left" -eq 0 ] || failed "$left folders are left in the temporary folder"
}

check_recording() {
  if [ ! -e killed/trajectory.json ]; then
    early=$((early + 1))
    return
  fi
  same_rows updates.npy $((4 * parameters))
  same_rows losses.npy 16
  cmp -s killed/initial.npy recorded/initial.npy || failed "initial.npy differs"
  local a b used
  a=$(whole_rows killed/updates.npy $((4 * parameters)))
  b=$(whole_rows killed/losses.npy 16)
  kept=$((kept + (a < b ? a : b)))
  if grep -q '"complete": true' killed/trajectory.json; then
    late=$((late + 1))
    cmp -s killed/weights.npy recorded/weights.npy || failed "weights.npy differs"
    cmp -s killed/updates.npy recorded/updates.npy || failed "a complete updates.npy differs"
    [ ! -e killed/model.zip ] || cmp -s killed/model.zip recorded/model.zip || failed "model.zip differs"
    return
  fi
  rm -rf evidence
  "$ESPALIER" estimate killed --estimator paper-sgd --out evidence >log 2>&1 ||
    [ "$a" -lt 3 ] || failed "$(cat log)"
  used=$(sed -n 's/.* is incomplete: .*; \([0-9]*\) whole steps are used/\1/p' log)
  [ "${used:-none}" = $((a < b ? a : b)) ] || failed "of $a and $b rows it opens with ${used:-none}: $(cat log)"
  no_temporary
}

timeless_csv() { # FILE: rows without the seconds
  sed -E 's/,[0-9]+\.[0-9]{3},/,,/' "$1"
}

timeless_json() { # FILE
  grep -vE '^ *"(seconds|recordingShare|started)" :' "$1"
}

check_rows() {
  [ -e results/results.csv ] || return 0
  [ "$(tail -c 1 results/results.csv | od -An -tx1 | tr -d ' ')" = 0a ] || failed "results.csv ends in a row"
  local foreign
  foreign=$(timeless_csv results/results.csv | grep -Fxvc -f whole.csv || true)
  [ "$foreign" -eq 0 ] || failed "$foreign rows of results.csv are not those of the whole run"
  kept=$((kept + $(wc -l <results/results.csv) - 1))
}

check_results() {
  check_rows
  local command=(compare --resume --out results)
  [ -e results/results.json ] || { early=$((early + 1)); command=("${compare[@]}" results); }
  # Every third time the one that resumes is killed, too.
  while [ $((RANDOM % 3)) -eq 0 ] && [ "$done_kills" -lt "$kills" ]; do
    killed "$usual" "${command[@]}" || late=$((late + 1))
    check_rows
    [ ! -e results/results.json ] || command=(compare --resume --out results)
  done
  "$ESPALIER" "${command[@]}" >log 2>&1 || { failed "$(cat log)"; return; }
  local difference
  difference=$(timeless_csv results/results.csv | diff - whole.csv) || failed "results.csv: $difference"
  difference=$(timeless_json results/results.json | diff - whole.json) || failed "results.json: $difference"
  [ "$(ls -A results | tr '\n' ' ')" = ".lock masks report.html results.csv results.json " ] ||
    failed "the folder holds $(ls -A results | tr '\n' ' ')"
  diff -rq results/masks compared/masks >masks.diff || failed "masks: $(head -n 1 masks.diff)"
  no_temporary
}

# The second time shows how long it takes with warm caches, and that nothing depends on the time.
undisturbed_recording() {
  rm -rf recorded recorded-once
  duration "${record[@]}" recorded-once >/dev/null
  usual=$(duration "${record[@]}" recorded)
  local file
  for file in updates.npy losses.npy initial.npy weights.npy model.zip; do
    cmp "recorded-once/$file" "recorded/$file" || die "two undisturbed recordings differ"
  done
}

undisturbed_comparison() {
  rm -rf compared compared-once
  duration "${compare[@]}" compared-once >/dev/null
  usual=$(duration "${compare[@]}" compared)
  [ "$(wc -l <compared/results.csv)" -eq $rows ] || die "the undisturbed comparison is not whole"
  timeless_csv compared/results.csv >whole.csv
  timeless_json compared/results.json >whole.json
  timeless_csv compared-once/results.csv | cmp - whole.csv || die "two undisturbed results.csv differ"
  timeless_json compared-once/results.json | cmp - whole.json || die "two undisturbed results.json differ"
}

# Two plain jars of one estimator that differ in a file alone: the path energy as evidence.
make_plugins() {
  mkdir -p source/org/example loads
  cat >source/org/example/Swapped.java <<'SOURCE'
package org.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.espalier.core.*;
import org.espalier.core.causality.*;
import org.espalier.core.trajectory.FloatRows;

@Plugin(kind = PluginKind.ESTIMATOR, id = "swapped", description = "Path energy.", source = "Trial",
    needs = Need.TRAJECTORY)
public final class Swapped implements CausalityEstimator {
  public Swapped() throws IOException {
    Files.createTempFile(Path.of("loads").toAbsolutePath(), "", ""); // each version has one object
  }

  @Override
  public CausalEvidence estimate(EstimationRequest request) {
    FloatRows updates = request.trajectory().updates();
    double[] gamma = new double[updates.columns()];
    for (int t = 0; t < updates.rows(); t++) {
      for (int k = 0; k < gamma.length; k++) {
        gamma[k] -= Math.pow(updates.row(t).get(k), 2);
      }
    }
    return new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, true, 0, Map.of());
  }
}
SOURCE
  local core version
  core=$(find "$distribution/repository" -name 'org.espalier.core*.jar' | head -n 1)
  "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -nowarn -cp "$core" -d classes source/org/example/Swapped.java \
    2>log || { cat log >&2; die "the plugin does not compile"; }
  mkdir -p classes/META-INF/services
  echo org.example.Swapped >classes/META-INF/services/org.espalier.core.causality.CausalityEstimator
  for version in 0 1; do
    echo $version >classes/org/example/version
    "${JAVA_HOME:+$JAVA_HOME/bin/}jar" -cf "swapped-$version.jar" -C classes .
  done
}

# A home with a plugin folder of its own.
make_home() {
  mkdir -p home/bin home/plugins
  cp "$ESPALIER" home/bin/espalier
  local part
  for part in lib features repository experiments etc; do
    ln -s "$distribution/$part" "home/$part"
  done
  cp swapped-0.jar home/plugins/swapped.jar
  ESPALIER=$work/home/bin/espalier
}

swap_forever() {
  local version=0
  while sleep 0.4; do
    version=$((1 - version))
    cp swapped-$version.jar home/next && mv home/next home/plugins/swapped.jar
  done
}

kill_recordings() {
  undisturbed_recording
  while [ "$done_kills" -lt "$kills" ]; do
    rm -rf killed
    killed "$usual" "${record[@]}" killed || true
    check_recording
    told
  done
}

kill_comparisons() { # ESTIMATOR SEEDS
  experiment "$1" "$2" >experiment.json
  rows=$((1 + $2 * 9)) # a header; a seed has 1 dense + 2 policies × 2 sparsities × 2 stages
  undisturbed_comparison
  [ "$name" = comparison ] || { swap_forever & swapper=$!; }
  while [ "$done_kills" -lt "$kills" ]; do
    rm -rf results
    killed "$usual" "${compare[@]}" results || late=$((late + 1))
    check_results
    told
  done
}

told() { echo "$name: $done_kills of $kills kills, $failures failures" >&2; }

distribution=$(dirname "$(dirname "$(readlink -f "$ESPALIER")")")
table="of          kills  before the first file  after the end  kept in all  undisturbed"
for name in "${names[@]}"; do
  early=0 late=0 kept=0 done_kills=0
  case $name in
    recording) kill_recordings ;;
    comparison) kill_comparisons paper-sgd 3 ;;
    swapping)
      make_plugins
      make_home
      kill_comparisons swapped 6
      ;;
  esac
  unit=steps
  [ "$name" = recording ] || unit=cells
  table+=$(printf '\n%-10s  %5d  %21d  %13d  %11s  %8d ms' "$name" "$done_kills" $early $late "$kept $unit" "$usual")
done
echo "$table"
[ ! -d loads ] || echo "the plugin was loaded $(find loads -type f | wc -l) times"
echo "$failures failures"
[ "$failures" -eq 0 ]
