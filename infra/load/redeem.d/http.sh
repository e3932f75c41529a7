# (b) and (c): the local process as it is shipped, asked by wrk.

# load CARDS CODES: a new pool and campaign; sets campaign_pool, codes_file and next (the first code not used yet)
load() {
  say "    $1 cards, $2 codes"
  codes_file=$work/codes next=1
  java -cp "$work/app/lib/main/*:$work/app/app/*" scrip.testing.LoadData $PGPORT $PGDATABASE "$work/home/keys.json" $1 $2 "$codes_file" \
    > "$work/load.out" 2>&1 || { cat "$work/load.out" >&2; fail "no test data; is the local process built from this checkout?"; }
  campaign_pool=$(sql "SELECT id FROM card_pools ORDER BY created_at DESC LIMIT 1")
  sql "VACUUM (ANALYZE)"
}

# redeem NAME CONNECTIONS SECONDS [COUNT]: redeems codes of the file; the figures go to R[NAME/...]
redeem() {
  local name=$1 connections=$2 took right other errors before after
  sql CHECKPOINT
  before=$(cpu_seconds)
  wrk -t 1 -c $connections -d $3 --timeout 20 -s "$here/redeem.d/redeem.lua" http://127.0.0.1:$http_port -- "$codes_file" $next ${4:-} \
    > "$work/wrk.out" 2>&1 || { cat "$work/wrk.out" >&2; fail "wrk: $name"; }
  after=$(cpu_seconds)
  read -r _ right other errors took R[$name/p50] R[$name/p95] R[$name/p99] used < <(grep '^RESULT' "$work/wrk.out")
  [ "$other" = 0 ] && [ "$errors" = 0 ] || wrong "$name: $other wrong answers, $errors broken; $(sed -n 's/^OTHER //p' "$work/wrk.out")"
  [ -z "${4:-}" ] || [ "$right" = "$4" ] || wrong "$name: $right of $4 codes were redeemed"
  next=$((next + used))
  R[$name]=$(divide "$right" "$took" %.0f)
  R[$name/database]=$(awk -v n="$right" '{ printf "%.2f", ($3 - $1) / n * 1000 }' <<< "$before $after")
  R[$name/java]=$(awk -v n="$right" '{ printf "%.2f", ($4 - $2) / n * 1000 }' <<< "$before $after")
  say "    $name: ${R[$name]}/s, p99 ${R[$name/p99]} ms"
}

# Cards and their histories agree, whoever was answered or cut off.
look_at_cards() {
  local found
  found=$(sql "SELECT (SELECT count(*) FROM pool_conservation WHERE NOT conserved), (SELECT count(*) FROM duplicate_claims),
    (SELECT count(*) FROM redemptions r FULL JOIN gift_card_deliveries d ON d.redemption_id = r.id
     WHERE d.claim_id IS DISTINCT FROM r.current_claim_id)")
  [ "$found" = "0|0|0" ] || wrong "pools that do not add up, cards claimed twice, redemptions without their delivery: $found"
}

over_http() {
  say "(b) over HTTP"
  local connections codes=$((codes_a_run * (${#levels[@]} + 1) + warm_up * 3000))
  load $codes $codes
  redeem warm-up $many $warm_up
  for connections in "${levels[@]}"; do redeem http/$connections $connections $seconds; done
  redeem small $many $seconds

  say "(c) with $dead_rows dead rows, and with $big_pool cards"
  load $((codes_a_run + dead_rows)) $codes_a_run
  hold_a_snapshot
  claim_cards
  redeem dead $many $seconds
  R[dead/rows]=$(sql "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'gift_cards'")
  release_the_snapshot
  load $big_pool $((codes_a_run + messages * 2))
  redeem big $many $seconds
  look_at_cards

  say "(b) with the sender at work"
  end_to_end
}

# Somebody's long transaction: nothing that dies from now on may be removed.
hold_a_snapshot() {
  psql -X -q -A -t -c "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM gift_cards; SELECT pg_sleep(86400)" > "$work/held.out" 2>&1 &
  helpers=($!)
  until [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND backend_xmin IS NOT NULL")" = 1 ]; do sleep 0.1; done
}

# As many claims as have come since the snapshot was taken, by our own statement, so that what dies lies where it would.
claim_cards() {
  say "    $dead_rows claims"
  PGOPTIONS="-c search_path=public -c synchronous_commit=off" pgbench -U scrip_functions_a -n -M prepared -c 8 -j 2 -t $((dead_rows / 8)) \
    -D pool="$campaign_pool" -D today="$(date +%F)" -f "$work/ours-claim.sql" > "$work/pgbench.out" 2>&1 \
    || { cat "$work/pgbench.out" >&2; fail "the claims before the run with dead rows"; }
}

release_the_snapshot() {
  sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'" > "$work/held.out"
  wait "${helpers[@]}" 2> /dev/null || true
  helpers=()
}

# Until the last message was accepted by the stand-in for the provider, which serves from the same process.
end_to_end() {
  PGUSER=scrip_functions_a sql "UPDATE gift_card_deliveries SET sms_status = 'suppressed' WHERE sms_status = 'pending'"
  sql "VACUUM (ANALYZE) gift_card_deliveries"
  sql "UPDATE cron.job SET active = true"
  [ "$quick" ] || redeem senders-warm-up $many 600 $messages
  wait_for_messages
  local since found
  since=$(sql "SELECT clock_timestamp()")
  redeem end-to-end $many 600 $messages
  wait_for_messages
  sql "UPDATE cron.job SET active = false"
  found=$(sql "
    SELECT count(*), count(DISTINCT d.gift_card_id), round(count(*) / extract(epoch FROM max(o.known_at) - min(d.created_at))),
           round(1000 * (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM o.known_at - d.created_at)))::numeric),
           round(1000 * (percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM o.known_at - d.created_at)))::numeric)
    FROM gift_card_deliveries d JOIN delivery_attempts a ON a.delivery_id = d.id
    JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id AND o.outcome = 'accepted'
    WHERE d.created_at > '$since'")
  IFS='|' read -r accepted cards R[end-to-end/messages] R[end-to-end/wait50] R[end-to-end/wait95] <<< "$found"
  [ "$accepted|$cards" = "$messages|$messages" ] || wrong "$messages cards went out in $accepted messages for $cards cards"
  look_at_cards
}

wait_for_messages() {
  local i left
  for ((i = 0; i < 1500; i++)); do
    left=$(sql "SELECT count(*) FROM gift_card_deliveries WHERE sms_status IN ('pending', 'held', 'sending', 'unknown')")
    [ "$left" != 0 ] || return 0
    sleep 0.2
  done
  wrong "$left messages were not sent within five minutes"
}
