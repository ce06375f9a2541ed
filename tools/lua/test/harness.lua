-- Counting of checks, and a raw peer: a socket of this process whose frames a test writes and reads byte by byte while
-- the module under test is served by rpc.step.

local socket = require "socket"
local numbers = require "rpc.numbers"
local rpc = require "rpc"

local harness = { passed = 0, failed = 0, skipped = 0 }

-- Runs one check; an error fails it, except one that begins with "skip".
function harness.check(name, body)
  local done, message = xpcall(body, function(err)
    return type(err) == "string" and (err:match("^skip") and err or debug.traceback(err, 2)) or tostring(err)
  end)
  if done then
    harness.passed = harness.passed + 1
  elseif message:match("^skip") then
    harness.skipped = harness.skipped + 1
  else
    harness.failed = harness.failed + 1
    io.stderr:write("FAILED ", name, "\n  ", (message:gsub("\n", "\n  ")), "\n")
  end
end

function harness.equal(actual, expected)
  if actual ~= expected then
    error(("%s (expected: %s)"):format(tostring(actual), tostring(expected)), 2)
  end
end

-- Serves until `condition()` holds; an error when it does not within `seconds`.
function harness.await(condition, seconds, what)
  local deadline = socket.gettime() + (seconds or 5)
  while not condition() do
    if socket.gettime() > deadline then error("not in time: " .. (what or "condition"), 2) end
    rpc.step(0.02)
  end
end

-- Raw peers -----------------------------------------------------------------------------------------------------------

local Raw = {}
Raw.__index = Raw

function harness.adopt(tcp)
  tcp:settimeout(0)
  tcp:setoption("tcp-nodelay", true)
  return setmetatable({ tcp = tcp, received = "", frames = {} }, Raw)
end

function harness.connect(server)
  return harness.adopt(assert(socket.connect(server.host, server.port)))
end

-- Takes what has come and splits it into frames.
function Raw:poll()
  repeat
    local bytes, err, partial = self.tcp:receive(65536)
    self.received = self.received .. (bytes or partial or "")
    if err and err ~= "timeout" then self.ended = true end
  until err
  while #self.received >= 6 do
    local size = numbers.readuint32(self.received, 3)
    if #self.received < 6 + size then break end
    table.insert(self.frames, self.received:sub(1, 6 + size))
    self.received = self.received:sub(7 + size)
  end
end

-- Writes everything while both ends are served.
function Raw:write(bytes)
  local sent = 0
  while sent < #bytes do
    local last, err, partly = self.tcp:send(bytes, sent + 1)
    sent = last or partly
    if err == "closed" then return end
    if err then rpc.step(0.01) end
    self:poll()
  end
end

-- The next frame; nil when the connection ends or nothing comes in time.
function Raw:frame(seconds)
  local deadline = socket.gettime() + (seconds or 5)
  repeat
    self:poll()
    if self.frames[1] then return table.remove(self.frames, 1) end
    if self.ended then return nil, "closed" end
    rpc.step(0.005)
  until socket.gettime() > deadline
  return nil, "timeout"
end

function Raw:close() self.tcp:close() end

return harness
