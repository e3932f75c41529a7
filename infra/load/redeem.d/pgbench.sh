# (a) The statements alone, by pgbench, against the straightforward form.

pool=00000000-0000-4000-8000-000000000001
forms=(straightforward-claim ours-claim straightforward-redemption ours-redemption)

# The SQL of a text block of the domain, so that what is measured is what is shipped.
text_block() {
  local found
  found=$(awk -v name="$2" '$0 ~ "String " name " =" { in_it = 1 } in_it && /"""/ { if (++n == 2) exit; next } n == 1' \
    "$root/shared/domain/src/main/java/scrip/giftcard/$1.java")
  [ -n "$found" ] || fail "$1.java has no text block $2 any more"
  echo "$found"
}

# Its parameters as variables of pgbench, in the order of $1, $2, ...
filled() {
  local script='' i=$#
  for (( ; i > 0; i--)); do script+="s/\\\$$i([^0-9]|\$)/${!i}\\1/g;"; done
  sed -E "$script"
}

claim() {
  text_block GiftCards CLAIM | filled 'uuidv7()' :r_recipient_id :r_condition_id :r_pool_id :channel :r_phone \
    :r_phone_hash :r_phone_hash :bucket :today :claimed_by :request_id 'uuidv7()'
}

# Each client looks up recipients of its own, each once.
look_up() {
  echo '\set i :i + 1'
  echo '\set number :i * :clients + :client_id'
  text_block Recipients BY_CODE | filled 'sha256(int8send(:number))' 1
  echo '\gset r_'
}

make_scripts() {
  local random_bucket card_and_claimed
  random_bucket="\set bucket random(0, $(sed -n 's/.* BUCKETS = \([0-9]*\);/\1/p' "$root/shared/domain/src/main/java/scrip/giftcard/GiftCards.java") - 1)"
  { look_up; cat "$here/redeem.d/straightforward-redemption.sql"; echo ';'; } > "$work/straightforward-redemption.sql"
  { echo "$random_bucket"; look_up; claim; echo ';'; } > "$work/ours-redemption.sql"
  { cat "$here/redeem.d/straightforward-claim.sql"; echo ';'; } > "$work/straightforward-claim.sql"
  card_and_claimed=$(claim | sed -n '/^ *), card AS (/,/^ *), history AS (/p' | sed 's/:r_recipient_id/:pool/; s/:r_pool_id/:pool/')
  [[ $card_and_claimed == *'claimed AS'* ]] || fail "the parts 'card' and 'claimed' of GiftCards.CLAIM are not where they were"
  { echo "$random_bucket"
    echo "WITH place AS (SELECT nextval('card_claims_id_seq') AS current_claim_id"
    sed '$d' <<< "$card_and_claimed"
    echo ") SELECT last_four, expires_on FROM claimed;"; } > "$work/ours-claim.sql"
}

make_template() {
  say "(a) $rows recipients and cards, twice"
  sql "CREATE DATABASE load_template"
  local migrations=("$root"/shared/schema/src/main/resources/db/migration/V*.sql)
  PGDATABASE=load_template PGOPTIONS='-c client_min_messages=warning' psql -X -q -v ON_ERROR_STOP=1 -v n=$rows -v pool=$pool \
    "${migrations[@]/#/--file=}" -f "$here/redeem.d/data.sql" -f "$here/redeem.d/straightforward.sql" -c 'VACUUM (ANALYZE)' > "$work/psql.out"
}

# measure FORM CLIENTS: a fresh database, then transactions for some seconds, then a look at what they left behind
measure() {
  local form=$1 clients=$2 key=$1/$2 schema=public before after transactions
  [[ $form == ours-* ]] || schema=straightforward
  sql "DROP DATABASE IF EXISTS load_run" "CREATE DATABASE load_run TEMPLATE load_template STRATEGY file_copy" CHECKPOINT 2> /dev/null
  helpers=()
  if [ $clients = $many ]; then
    psql -X -q -A -t > "$work/waits.$form" <<< "
      SELECT 'w', coalesce(wait_event_type || ' ' || wait_event, 'processor') FROM pg_stat_activity
      WHERE datname = 'load_run' AND usename = 'scrip_functions_a' AND state = 'active' \watch 0.15" &
    helpers+=($!)
  fi
  if [ $schema = public ]; then # what the background does to our counts, in the foreground's time
    PGDATABASE=load_run psql -X -q -A -t > "$work/folds" <<< 'SELECT fold_pool_counts(20000) \watch 1' &
    helpers+=($!)
  fi
  before=$(cpu_seconds)
  PGOPTIONS="-c search_path=$schema,public" pgbench -U scrip_functions_a -n -M prepared -c $clients -j $((clients < 2 ? 1 : 2)) -T $seconds \
    -D i=-1 -D clients=$clients -D pool=$pool -D today="$(date +%F)" -D channel=sms -D claimed_by=public \
    -D request_id=3f0c6a52-8a57-4e8e-9a43-0d6f0f8f3a11 -f "$work/$form.sql" load_run > "$work/pgbench.out" 2>&1 \
    || { cat "$work/pgbench.out" >&2; fail "pgbench: $form with $clients clients"; }
  after=$(cpu_seconds)
  [ ${#helpers[@]} = 0 ] || { kill "${helpers[@]}" && wait "${helpers[@]}" || true; } 2> /dev/null
  helpers=()
  transactions=$(sed -n 's/^number of transactions actually processed: //p' "$work/pgbench.out")
  R[$key]=$(sed -n 's/^tps = \([0-9]*\).*/\1/p' "$work/pgbench.out")
  R[$key/cpu]=$(awk -v n="$transactions" '{ printf "%.2f", ($3 - $1) / n * 1000 }' <<< "$before $after")
  say "    $form, $clients clients: ${R[$key]}/s"
  look_at_counts $form $clients "$transactions" $schema
}

# Every transaction claimed one card and no card twice; the counts say so; all rows are there.
look_at_counts() {
  local wanted=$3 counted=available_cards,claimed_cards found
  [ "$3" -lt $((rows - $2)) ] || fail "the $rows rows of a run were used up: give fewer --seconds"
  wanted="$3|$((rows - $3))|$3"
  found=$(PGDATABASE=load_run PGOPTIONS="-c search_path=$4,public" sql "
    SELECT (SELECT count(DISTINCT current_claim_id) FROM gift_cards WHERE status = 'claimed'), $counted
    FROM $([ $4 = public ] && echo gift_card_pools || echo card_pools)")
  [ "$found" = "$wanted" ] || wrong "$1 with $2 clients: claimed, counted available, counted claimed are $found, not $wanted"
  [[ $1 == *-redemption ]] || return 0
  found=$(PGDATABASE=load_run PGOPTIONS="-c search_path=$4,public" sql "
    SELECT count(*), count(DISTINCT recipient_id), (SELECT count(DISTINCT card_id) FROM card_claims), (SELECT count(*) FROM gift_card_deliveries)
    FROM redemptions")
  [ "$found" = "$3|$3|$3|$3" ] || wrong "$1 with $2 clients: redemptions, recipients, claims, deliveries are $found, not $3 each"
}

# What one look-up and one claim cost inside the database, plans and triggers warm.
explain() {
  local n uuid=00000000-0000-7000-8000-0000000000
  { echo "PREPARE look_up AS $(text_block Recipients BY_CODE);"
    echo "PREPARE claim AS $(text_block GiftCards CLAIM);"
    echo '\o /dev/null'
    for n in 11 12 13 14 15 16 17; do
      [ $n = 17 ] && echo '\o'
      echo "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) EXECUTE look_up(sha256(int8send($n)), 1);"
      echo "SELECT r.id AS recipient, k.id AS condition, phone, phone_hash FROM recipients r, campaign_conditions k
            WHERE code_hash = sha256(int8send($n)) \\gset"
      [ $n = 17 ] && echo "\echo ''"
      echo "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) EXECUTE claim('${uuid}$n', :'recipient', :'condition', '$pool', 'sms', :'phone',
            :'phone_hash', :'phone_hash', 77, current_date, 'public', 'request', '${uuid}$n');"
    done; } > "$work/explain.sql"
  sql "CREATE DATABASE load_run TEMPLATE load_template STRATEGY file_copy"
  PGDATABASE=load_run PGUSER=scrip_functions_a psql -X -q -A -t -v ON_ERROR_STOP=1 -f "$work/explain.sql" > "$work/explain.out"
}

bare_database() {
  make_scripts
  make_template
  explain
  local clients form
  for clients in "${levels[@]}"; do
    for form in "${forms[@]}"; do measure "$form" "$clients"; done
  done
  sql "DROP DATABASE load_run" "DROP DATABASE load_template"
}
