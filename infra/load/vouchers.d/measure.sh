# What infra/load/stations and infra/load/previews share: a program that prints lines of name and value, and what is read of them.

stop() {
  trap - EXIT INT TERM
  if [ -n "$java_pid" ]; then
    local child postmaster
    child=$(ps -o pid= --ppid "$java_pid" 2> /dev/null | tr -d ' ' || true)
    kill "$java_pid" $child 2> /dev/null || true
    # A java that was killed leaves its PostgreSQL behind.
    postmaster=$(head -1 "$work/home/postgres/postmaster.pid" 2> /dev/null || true)
    if [ -n "$postmaster" ] && kill -INT "$postmaster" 2> /dev/null; then
      while kill -0 "$postmaster" 2> /dev/null; do sleep 0.1; done
    fi
  fi
  rm -rf "$work"
}

# measure CLASS SIZES...
measure() {
  cp -r "$app" "$work/app" # so that a build meanwhile does not change it
  local class=$1
  shift
  java -Xmx384m -cp "$work/app/app/*:$work/app/quarkus/*:$work/app/lib/main/*:$work/app/lib/boot/*" "$class" \
    "$work/app/quarkus-run.jar" "$work/home" "$@" > "$work/out" 2> "$work/err" &
  java_pid=$!
  wait $java_pid || { tail -30 "$work/err" "$work/home/victim.log" >&2; fail "the run did not end well"; }
  java_pid=
}

value() { awk -v name="$1" '$1 == name { print $2 }' "$work/out"; }
odd() { sed -n "s/^$1_odd //p" "$work/out" | head -2 | cut -c1-300; }
row() { echo "$(value "$1_p50")|$(value "$1_p95")|$(value "$1_p99")|$(value "$1_p100")|$(value "$1_per_second")"; }
reached() { awk -v a="$(value "$1")" -v b="$2" 'BEGIN { print (a <= b) ? "reached" : "**not reached**" }'; }

# keep HEADING: puts the report in the place of that part of RESULTS.md
keep() {
  [ "$write" ] || return 0
  touch "$here/RESULTS.md"
  awk -v heading="$1" '$0 == heading { skip = 1; next } /^## / { skip = 0 } !skip' "$here/RESULTS.md" > "$work/results"
  { cat "$work/results"; echo; cat "$work/report"; } | cat -s > "$work/all"
  cp "$work/all" "$here/RESULTS.md"
}
