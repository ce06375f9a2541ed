-- A peer that offers the fixture of the test vectors, to be called by tests of other implementations.
--
--   lua fixture.lua [host] port              serves any number of peers; port 0 picks a free one
--   lua fixture.lua --connect host port [codec]      connects, then serves that peer until it is gone
--
--   require "fixture"                        defines the procedures and serves nobody
--
-- Prints "listening PORT" or "connected PORT" once it is ready.

local isprogram = arg and arg[0] and arg[0]:match("fixture%.lua$")
if isprogram then
  package.path = (arg[0]:match("^(.*)[/\\]") or ".") .. "/?.lua;" .. package.path
end

local rpc = require "rpc"

function add(a, b) return a + b end

function echo(...) return ... end

function fail(message) error(message, 0) end

function failtable() error({ code = 42, why = "table error" }, 0) end

function multi() return 1, nil, "three" end

function nothing() end

function slow(seconds)
  rpc.sleep(seconds)
  return seconds
end

-- An error that the library raises, with a text of its own.
function bad()
  local result = ("x"):rep({})
  return result
end

function whoami() return arg[1] == "--connect" and "client" or "server" end

-- Calls its caller back: callback_twice(5) is "client5" when the caller's whoami() is "client".
function callback_twice(n) return rpc.caller():call("whoami") .. n end

config = { name = "gw", net = { ip = "10.0.0.1", ports = { 80, 443 } } }

answer = 42

-- An object that is handed out by reference.
function newcounter(start)
  local counter = { value = start or 0 }
  function counter:add(n)
    self.value = self.value + n
    return self.value
  end
  return rpc.ref(counter)
end

if not isprogram then return end

rpc.allowbytecode = true

if arg[1] == "--connect" then
  local peer = assert(rpc.newclient(arg[2], tonumber(arg[3]), { codec = arg[4] }))
  io.write("connected ", arg[3], "\n")
  io.flush()
  while not peer.closed do peer:step() end
else
  local host = arg[2] and arg[1] or nil
  local server = assert(rpc.newserveronly(host, tonumber(arg[2] or arg[1])))
  io.write("listening ", server.port, "\n")
  io.flush()
  rpc.loop()
end
