-- The soak's peer in Lua: offers what the others offer, and calls them from round to round.
--
--   lua client.lua STEADYPORT SILENTPORT SEED,TIMEOUTMILLIS,RATE
--
-- Its Java peer tells it to pause and asks what it holds, by calls of `control`.

local rpc = require "rpc"
local socket = require "socket"

local LATE = 0.4       -- seconds that a late answer takes
local TIMEOUT = 0.03   -- seconds that is waited for one
local AT_ONCE = 300    -- calls of a burst, more than there are numbers
local DEPTHS = 4

local seed, timeoutmillis, rate = arg[3]:match("^(%-?%d+),(%d+),(%d+)$")
timeoutmillis, rate = tonumber(timeoutmillis), tonumber(rate)

math.randomseed(tonumber(seed))

-- What is offered -----------------------------------------------------------------------------------------------------

squares = {}
for i = 1, 64 do squares[i] = i * i end

function echo(...) return ... end

function nested(nonce, depth)
  depth = depth % DEPTHS
  if depth == 0 then return nonce, 0 end
  local same, deeper = rpc.caller():call("nested", nonce, depth - 1)
  assert(same == nonce, "another nonce")
  return nonce, deeper + 1
end

function fail(nonce) error(("failed %.0f"):format(nonce), 0) end

function failtable(nonce) error({ nonce = nonce }, 0) end

function late(nonce, millis)
  rpc.sleep(millis / 1000)
  return nonce
end

-- What is counted -----------------------------------------------------------------------------------------------------

local counts = {}
local told = 0

local function count(what) counts[what] = (counts[what] or 0) + 1 end

local function wrong(what, ...)
  count("WRONG")
  count("failures")
  told = told + 1
  if told > 20 then return end
  local results = {}
  for i = 1, select("#", ...) do results[i] = tostring((select(i, ...))) end
  io.stderr:write("soak: FAILED: lua: ", what, ": ", table.concat(results, ", "):sub(1, 200), "\n")
end

local function judge(right, what, ...)
  if right then count("RIGHT") else wrong(what, ...) end
end

-- What is called ------------------------------------------------------------------------------------------------------

local server = assert(rpc.newclient("127.0.0.1", tonumber(arg[1])))
local impatient = assert(rpc.newclient("127.0.0.1", tonumber(arg[2])))
server:settimeout(timeoutmillis / 1000)
impatient:settimeout(TIMEOUT)

local twice = server:newexec("local nonce, text = ... return nonce, text .. '+' .. text")

local nonce = 3 * 2 ^ 40
local function newnonce()
  nonce = nonce + 1
  return nonce
end

local kinds = {
  { "SMALL", 48, function(n)
    local same, value = server:call("echo", n, n % 64)
    judge(same == n and value == n % 64, "echo", same, value)
  end },
  { "STRING", 8, function(n)
    local text = (n .. " "):rep(1000):sub(1, 16384)
    local same, value = server:call("echo", n, text)
    judge(same == n and value == text, "echo of a string", same, value)
  end },
  { "TABLE", 8, function(n)
    local rows = {}
    for i = 1, n % 64 do rows[i] = { n, "row " .. i } end
    local same, value = server:call("echo", n, rows)
    local right = same == n and type(value) == "table" and #value == #rows
    for i = 1, right and #rows or 0 do
      right = right and value[i][1] == n and value[i][2] == "row " .. i
    end
    judge(right, "echo of a table", same, value)
  end },
  { "NESTED", 5, function(n)
    local same, depth = server:call("nested", n, n % DEPTHS)
    judge(same == n and depth == n % DEPTHS, "nested", same, depth)
  end },
  { "ERROR", 7, function(n)
    if n % 2 == 0 then
      local ok, err = rpc.pcall(server.call, server, "fail", n)
      judge(not ok and err == ("Error in remote call:\nfailed %.0f"):format(n), "fail", ok, err)
    else
      local ok, err = rpc.pcall(server.call, server, "failtable", n)
      judge(not ok and type(err) == "table" and err.nonce == n, "failtable", ok, err)
    end
  end },
  { "MISSING", 2, function()
    local value, message = server:call("no.such.procedure")
    judge(value == nil and message == "function not existing", "no.such.procedure", value, message)
  end },
  { "EVAL", 7, function(n)
    local i = n % 64 + 1
    local value = server:eval(("squares.%d"):format(i))
    judge(value == i * i, "eval", value)
  end },
  { "EXEC", 7, function(n)
    local same, text = twice(n, "x" .. n)
    judge(same == n and text == "x" .. n .. "+x" .. n, "exec", same, text)
  end },
  { "LATE", 5, function(n)
    local value, message = impatient:call("late", n, LATE * 1000)
    if message == "timeout" then
      count("TIMED_OUT")
    elseif value == n then
      count("IN_TIME")
    else
      wrong("late", value, message)
    end
  end },
}

local ofhundred = {}
for _, kind in ipairs(kinds) do
  for _ = 1, kind[2] do ofhundred[#ofhundred + 1] = kind end
end

local steady = 0 -- calls to the server, over one connection

local function makeone()
  local kind = ofhundred[math.random(#ofhundred)]
  count(kind[1])
  if kind[1] ~= "LATE" then
    steady = steady + 1
    if steady % 256 == 0 then count("wraps") end
  end
  local ok, err = rpc.pcall(kind[3], newnonce())
  if not ok then wrong(kind[1], err) end
end

local function burst()
  local open = AT_ONCE
  for _ = 1, AT_ONCE do
    rpc.spawn(function()
      makeone()
      open = open - 1
    end)
  end
  while open > 0 do rpc.step() end
  count("bursts")
  return AT_ONCE
end

-- Serves until as many calls may have been made since `start`.
local function pace(start, calls)
  if rate == 0 then return end
  local due = start + calls / rate
  for left in function() return due - socket.gettime() end do
    if left <= 0 then break end
    rpc.step(left)
  end
end

-- What it is told -----------------------------------------------------------------------------------------------------

local paused, idle = true, true

function control(command)
  if command == "lua pause" then
    paused = true
    return idle and "quiet" or "busy"
  elseif command == "lua resume" then
    paused = false
    return "running"
  elseif command == "lua vitals" then
    collectgarbage()
    collectgarbage()
    return ("LUA=%.0f"):format(collectgarbage("count") * 1024)
  elseif command == "lua tally" then
    local words = {}
    for name, number in pairs(counts) do words[#words + 1] = ("%s=%d"):format(name, number) end
    return table.concat(words, " ")
  end
  error("control: " .. tostring(command), 0)
end

assert(server:call("enlist") == true)
io.write("connected\n")
io.flush()

while not server.closed do
  if paused then
    idle = true
    rpc.step(0.05)
  else
    idle = false
    local start, calls = socket.gettime(), 1
    if math.random(200) == 1 then calls = burst() else makeone() end
    idle = true
    pace(start, calls)
    if impatient.closed then
      wrong("the connection for late answers ended", impatient.closed)
      break
    end
  end
end
