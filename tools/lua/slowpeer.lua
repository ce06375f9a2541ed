-- A peer that sends as the rpc module in the field does: a frame's header in one send, its payload in a second, with
-- Nagle's algorithm on. The payload then waits until the header was acknowledged, which the other end delays by tens of
-- milliseconds unless it asks for quick acknowledgement. For tests and measurements of just that.
--
--   lua slowpeer.lua [host] port                    serves one peer after the other; port 0 picks a free one
--   lua slowpeer.lua --connect host port            connects and serves until the other end is gone
--   lua slowpeer.lua --call host port count         connects, calls echo(i) `count` times, prints the rate and ends
--
-- Serves echo(...), add(a, b) and whoami(). Prints "listening PORT" or "connected PORT" once it is ready.

local folder = arg[0]:match("^(.*)[/\\]") or "."
package.path = folder .. "/?.lua;" .. package.path

local socket = require "socket"
local compat = require "rpc.compat"
local luatobin = require "rpc.luatobin"
local numbers = require "rpc.numbers"

local procedures = {
  echo = function(...) return ... end,
  add = function(a, b) return a + b end,
  whoami = function() return "slowpeer" end,
}

local function sendframe(tcp, kind, number, payload)
  assert(tcp:send(string.char(kind, number) .. numbers.uint32(#payload)))
  if #payload > 0 then assert(tcp:send(payload)) end
end

-- Type, number and payload of the next frame; nil at the end of the connection.
local function receiveframe(tcp)
  local header = tcp:receive(6)
  if not header then return nil end
  local size = numbers.readuint32(header, 3)
  local payload = size == 0 and "" or tcp:receive(size)
  if not payload then return nil end
  return header:byte(1), header:byte(2), payload
end

local function decodeall(payload, pos)
  local values = { n = 0 }
  while pos <= #payload do
    values.n = values.n + 1
    values[values.n], pos = luatobin.decode(payload, pos)
  end
  return values
end

local function answer(payload)
  local name, pos = luatobin.decode(payload)
  local procedure = procedures[name]
  if not procedure then return "\2" end
  local parameters = decodeall(payload, pos)
  local results = compat.pack(pcall(procedure, compat.unpack(parameters, 1, parameters.n)))
  local pieces = { results[1] and "\0" or "\1" }
  for i = 2, results.n do pieces[i] = luatobin.encode(results[i]) end
  return table.concat(pieces)
end

local function serve(tcp)
  for kind, number, payload in receiveframe, tcp do
    if kind == 0 then sendframe(tcp, 1, number, answer(payload)) end
  end
  tcp:close()
end

local function connect(host, port)
  local tcp = assert(socket.connect(host, tonumber(port)))
  tcp:setoption("tcp-nodelay", false)
  return tcp
end

local function say(...)
  io.write(...)
  io.write("\n")
  io.flush()
end

if arg[1] == "--connect" then
  local tcp = connect(arg[2], arg[3])
  say("connected ", arg[3])
  serve(tcp)
elseif arg[1] == "--call" then
  local tcp, count = connect(arg[2], arg[3]), tonumber(arg[4])
  local begin = socket.gettime()
  for i = 1, count do
    sendframe(tcp, 0, i % 256, luatobin.encode("echo") .. luatobin.encode(i))
    local kind, number, payload = receiveframe(tcp)
    assert(kind == 1 and number == i % 256 and luatobin.decodeone(payload:sub(2)) == i, "not the answer to this call")
  end
  say(("%.0f calls per second"):format(count / (socket.gettime() - begin)))
  tcp:close()
else
  local listener = assert(socket.bind(arg[2] and arg[1] or "localhost", tonumber(arg[2] or arg[1])))
  local _, port = listener:getsockname()
  say("listening ", port)
  while true do
    local tcp = assert(listener:accept())
    tcp:setoption("tcp-nodelay", false)
    serve(tcp)
  end
end
