# The local process under test: its own ports, data directory, PostgreSQL.

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do :; done
  echo $port
}

start_local_process() {
  say "starting the local process"
  cp -r "$app" "$work/app" # so that a build meanwhile does not change it
  export PGHOST=127.0.0.1 PGUSER=postgres PGDATABASE=scrip PGPORT
  PGPORT=$(free_port) http_port=$(free_port) twilio_port=$(free_port)
  SCRIP_HOME=$work/home SCRIP_DATABASE_PORT=$PGPORT SCRIP_TWILIO_PORT=$twilio_port SCRIP_TANGO_PORT=0 \
    SCRIP_MAIL_PORT=0 SCRIP_MAIL_PAGE_PORT=0 QUARKUS_HTTP_PORT=$http_port \
    setsid java -jar "$work/app/quarkus-run.jar" > "$work/local.log" 2>&1 &
  java_pid=$!
  local i
  for ((i = 0; i < 1200; i++)); do
    grep -qs '^Scrip is up' "$work/local.log" && break
    kill -0 $java_pid 2> /dev/null || { cat "$work/local.log" >&2; fail "the local process did not start"; }
    sleep 0.1
  done
  # The sender is switched off, as an operator would do it; part (b) switches it on.
  sql "UPDATE cron.job SET active = false"
  sql "INSERT INTO limit_allowances (network, reason, expires_at) VALUES ('127.0.0.0/8', 'benchmark', now() + INTERVAL '1 day')"
  for setting in fsync synchronous_commit full_page_writes; do
    R[$setting]=$(PGUSER=scrip_functions_a sql "SHOW $setting")
    [ "${R[$setting]}" = on ] || fail "$setting is ${R[$setting]}: not what we promise"
  done
  R[version]=$(sql "SHOW server_version")
}

# sql STATEMENT...: one after the other, rows as bare text
sql() {
  local commands=() statement
  for statement; do commands+=(-c "$statement"); done
  psql -X -q -A -t -v ON_ERROR_STOP=1 "${commands[@]}"
}

# Seconds of processor time so far: of PostgreSQL, of java. Ended backends count in their parent.
cpu_seconds() {
  local postmaster
  postmaster=$(head -1 "$work/home/postgres/postmaster.pid")
  { cat /proc/[0-9]*/stat 2> /dev/null || true; } | sed 's/^\([0-9]*\) (.*) /\1 x /' | awk -v p="$postmaster" -v j="$java_pid" \
    -v hz="$(getconf CLK_TCK)" '
      $4 == p || $1 == p { postgres += $14 + $15 } $1 == p { postgres += $16 + $17 } $1 == j { java = $14 + $15 }
      END { printf "%.2f %.2f\n", postgres / hz, java / hz }'
}

# divide A B [FORMAT]
divide() { awk -v a="$1" -v b="$2" -v f="${3:-%.2f}" 'BEGIN { if (b == 0) print "-"; else printf f "\n", a / b }'; }
