-- wrk -t 1 -s redeem.lua URL -- CODES FIRST [COUNT]: redeems the codes of a file, one a line, each once, from line FIRST on;
-- ends after COUNT. Prints how many answers were right and how many not, broken connections, seconds, p50, p95 and p99 in
-- milliseconds, and how many codes were used; then the last answer that was not right.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  local first, line = tonumber(arguments[2]), 0
  count = tonumber(arguments[3])
  codes, used, right, other, example = {}, 0, 0, 0, ""
  for code in io.lines(arguments[1]) do
    line = line + 1
    if line >= first and (not count or #codes < count) then
      codes[#codes + 1] = code
    end
  end
  if count then
    function delay()
      return used < count and 0 or 60000
    end
  end
end

function request()
  if not tried then -- wrk tries this function once before it begins, and sends nothing
    tried = true
    return wrk.format("GET", "/")
  end
  if used == #codes then
    return wrk.format("GET", "/no-codes-left")
  end
  used = used + 1
  return wrk.format("POST", "/api/redeem", { ["Content-Type"] = "application/json" }, '{"code":"' .. codes[used] .. '"}')
end

function response(status, headers, body)
  if count and status == 404 and used == #codes and body:find("/problems/not-found", 1, true) then
    return -- asked for after the last code, while wrk was being told to end
  end
  if status == 200 and body:find('"alreadyRedeemed":false', 1, true) then
    right = right + 1
  else
    other = other + 1
    example = status .. " " .. body:sub(1, 300)
  end
  if right + other == count then
    -- wrk would sleep on. It ignores the signal until this function returns.
    os.execute("(sleep 0.02; kill -INT $PPID) &")
  end
end

function done(summary, latency, requests)
  local thread, e = threads[1], summary.errors
  print(string.format("RESULT %d %d %d %.3f %.2f %.2f %.2f %d", thread:get("right"), thread:get("other"),
    e.connect + e.read + e.write + e.timeout, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3, latency:percentile(99) / 1e3, thread:get("used")))
  print("OTHER " .. thread:get("example"))
end
