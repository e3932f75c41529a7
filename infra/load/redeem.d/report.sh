# The tables, as Markdown.

# met VALUE LIMIT at-least|at-most
met() { awk -v v="$1" -v l="$2" -v how="$3" 'BEGIN { print (how == "at-least" ? v >= l : v <= l) ? "reached" : "**not reached**" }'; }

row() { local IFS='|'; echo "|$*|"; }

levels_row() { # levels_row LABEL PREFIX [SUFFIX]
  local level cells=("$1")
  for level in "${levels[@]}"; do cells+=("${R[$2/$level${3:-}]}"); done
  row "${cells[@]}"
}

ratios_row() { # ratios_row LABEL PREFIX PREFIX [FORMAT]
  local level cells=("$1")
  for level in "${levels[@]}"; do cells+=("$(divide "${R[$2/$level]}" "${R[$3/$level]}" "${4:-%.1f}")"); done
  row "${cells[@]}"
}

rule() { local i line='|---|'; for ((i = 1; i < $1; i++)); do line+='---:|'; done; echo "$line"; }

waits() {
  local form event cells
  row 'active sessions were' "${forms[@]}"
  rule 5
  cat "$work"/waits.* | sort | uniq -c | sort -rn | sed -n 's/^ *[0-9]* w|//p' | head -12 | while read -r event; do
    cells=("$event")
    for form in "${forms[@]}"; do
      cells+=("$(awk -v e="w|$event" '/^w\|/ { n++ } $0 == e { m++ } END { printf "%.1f %%", n ? 100 * m / n : 0 }' "$work/waits.$form")")
    done
    row "${cells[@]}"
  done
}

report() {
  local claims redemptions share dead big
  claims=$(divide "${R[ours-claim/$many]}" "${R[straightforward-claim/$many]}")
  redemptions=$(divide "${R[ours-redemption/$many]}" "${R[straightforward-redemption/$many]}")
  share=$(divide "${R[http/$many]}00" "${R[ours-redemption/$many]}" %.0f)
  dead=$(divide "${R[small]}" "${R[dead]}") big=$(divide "${R[small]}" "${R[big]}")
  cat << END
# Redemptions a second

Written by \`infra/load/redeem\`; figures hold for the machine they were measured on, ratios travel better.

- $(date -u +%F), commit $(git -C "$root" describe --always --dirty 2> /dev/null || echo unknown), $(nproc) processors ($(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)), load before the start ${R[load]}
- PostgreSQL ${R[version]}: fsync ${R[fsync]}, synchronous_commit ${R[synchronous_commit]}, full_page_writes ${R[full_page_writes]}; $(java -version 2>&1 | sed -n 2p)
- everything (database, local process, load generator) on this one machine; runs of $seconds s

| target, at $many clients | figure | |
|---|---:|---|
$(row "bare claim at least 4 times the straightforward form" "$claims times" "$(met "$claims" 4 at-least)")
$(row "complete redemption at least 2 times" "$redemptions times" "$(met "$redemptions" 2 at-least)")
$(row "over HTTP at least 40 % of the database's own rate" "$share %" "$(met "$share" 40 at-least)")
$(row "p99 over HTTP at most 50 ms" "${R[http/$many/p99]} ms" "$(met "${R[http/$many/p99]}" 50 at-most)")
$(row "$dead_rows dead rows under a held snapshot cost at most 1.3 times" "$dead times" "$(met "$dead" 1.3 at-most)")
$(row "$big_pool cards in the pool cost at most 1.3 times" "$big times" "$(met "$big" 1.3 at-most)")

## (a) The statements alone

pgbench, prepared statements, one pool, one card a transaction, a fresh copy of the data for every run. *Straightforward*: the
oldest available card with SKIP LOCKED, two counters on the pool's row, no triggers; like ours one statement and one commit.
*Ours*: the SQL of \`GiftCards.CLAIM\` and \`Recipients.BY_CODE\` as it stands in the Java source, with all triggers, and with the
counts folded once a second meanwhile. A redemption is the look-up of the code, then claim, history, delivery and counts.

$(row 'transactions a second, clients' "${levels[@]}")
$(rule $((${#levels[@]} + 1)))
$(levels_row 'bare claim, straightforward' straightforward-claim)
$(levels_row 'bare claim, ours' ours-claim)
$(ratios_row 'times' ours-claim straightforward-claim)
$(levels_row 'redemption, straightforward' straightforward-redemption)
$(levels_row 'redemption, ours' ours-redemption)
$(ratios_row 'times' ours-redemption straightforward-redemption)
$(levels_row 'database processor ms a redemption, straightforward' straightforward-redemption /cpu)
$(levels_row 'database processor ms a redemption, ours' ours-redemption /cpu)

What the sessions were doing at $many clients; *processor* is running or ready to run:

$(waits)

## (b) Over HTTP

\`POST /api/redeem\` of the packaged local process (32 database connections), asked by wrk on one thread, every code once, every answer
checked: limits, look-up and claim as in production; the sender is paused.

$(row 'connections' "${levels[@]}")
$(rule $((${#levels[@]} + 1)))
$(levels_row 'redemptions a second' http)
$(levels_row 'p50, ms' http /p50)
$(levels_row 'p95, ms' http /p95)
$(levels_row 'p99, ms' http /p99)
$(levels_row 'processor ms in java' http /java)
$(levels_row 'processor ms in the database' http /database)
$(ratios_row 'share of the rate in (a)' http ours-redemption)

With the sender at work, $messages codes over $many connections until the last message was accepted: ${R[end-to-end]} redemptions a second
(p99 ${R[end-to-end/p99]} ms), ${R[end-to-end/messages]} messages a second, from redemption to acceptance by the provider p50 ${R[end-to-end/wait50]} ms, p95
${R[end-to-end/wait95]} ms. The stand-in for the provider runs in the same process.

## (c) The hard cases, over HTTP with $many connections

$(row case 'a second' 'p50, ms' 'p99, ms' 'database ms' 'times slower')
$(rule 6)
$(row "a small pool" "${R[small]}" "${R[small/p50]}" "${R[small/p99]}" "${R[small/database]}" 1)
$(row "$dead_rows cards claimed since a snapshot that is still held (${R[dead/rows]} dead rows)" "${R[dead]}" "${R[dead/p50]}" "${R[dead/p99]}" "${R[dead/database]}" "$dead")
$(row "$big_pool cards in the pool" "${R[big]}" "${R[big/p50]}" "${R[big/p99]}" "${R[big/database]}" "$big")

## Where the time goes

One look-up and one claim, plans and triggers warm:

\`\`\`
$(cat "$work/explain.out")
\`\`\`
END
}
