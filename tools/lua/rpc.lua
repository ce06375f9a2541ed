-- Remote procedure calls between Lua peers, and between Lua and Perigee: both ends of one socket call each other.
--
--   local rpc = require "rpc"
--   local client = rpc.newclient("localhost", 1999)
--   print(client:call("string.upper", "hello"))

local socket = require "socket"
local Connection = require "rpc.connection"
local References = require "rpc.references"
local luatobin = require "rpc.luatobin"

local rpc = {
  _VERSION = "rpc 1.0",

  procedures = {},       -- name or dotted path -> what peers can call and eval, looked up before the environment
  environment = _G,      -- where the other names are looked up; {} to offer `procedures` alone
  allowexec = true,      -- peers may upload source text
  allowbytecode = false, -- peers may send functions as Lua 5.1 bytecode, which can crash the interpreter that loads it
  maxsize = 16777216,    -- bytes of a frame's payload
  frametimeout = 10,     -- seconds from a frame's first byte to its last
  signatures = {},       -- filled by rpc.signature
}

local scheduler = require "rpc.selectloop"

-- Connections made from now on run under this copas: rpc.usecopas(require "copas").
function rpc.usecopas(copas)
  scheduler = require("rpc.copasloop").new(copas)
end

-- Servers -------------------------------------------------------------------------------------------------------------

local Server = {}
Server.__index = Server

local function listen(host, port, options)
  local codec = Connection.codec(options and options.codec)
  local listener, message = socket.bind(host or "localhost", port or 1999)
  if not listener then return nil, message end
  listener:settimeout(0)
  local self = setmetatable({ socket = listener, peers = {}, scheduler = scheduler, codec = codec }, Server)
  self.host, self.port = listener:getsockname()
  self.port = tonumber(self.port)
  self.scheduler.attach(self)
  return self
end

function Server:readable()
  local tcp = self.socket:accept()
  if tcp then self:accepted(tcp) end
end

-- Makes a connection of an accepted socket; nil when no more can be served.
function Server:accepted(tcp)
  if not self.scheduler.accepts(tcp) then
    tcp:close()
    return nil
  end
  local peer = Connection.new(tcp, rpc, self.scheduler, self.codec, true)
  self.peers[peer], peer.server = true, self
  if self.onpeer then self.onpeer(peer) end
  return peer
end

-- The peers that are connected now; each can be called.
function Server:connections()
  local list = {}
  local peer = next(self.peers)
  while peer do
    list[#list + 1] = peer
    peer = next(self.peers, peer)
  end
  return list
end

-- Serves for at most `timeout` seconds until something happens; true when something did.
function Server:step(timeout)
  return self.scheduler.step(timeout)
end

-- Stops listening; the connections stay.
function Server:stop()
  if self.stopped then return end
  self.stopped = true
  self.scheduler.detach(self)
end

-- Stops listening and closes all connections.
function Server:close()
  self:stop()
  for _, peer in ipairs(self:connections()) do peer:close() end
end

-- Listens, waits for one peer, stops listening and returns the connection. `options` as for rpc.newserveronly.
function rpc.newserver(host, port, options)
  local server, message = listen(host, port, options)
  if not server then return nil, message end
  local waiter = {}
  function server.onpeer(peer)
    if waiter.peer then return peer:close() end -- a second one in the same moment
    waiter.peer = peer
    server.scheduler.wake(waiter)
  end
  server.scheduler.wait(waiter)
  server:stop()
  return waiter.peer
end

-- Listens and returns at once; peers are served by rpc.loop or by the program's own calls of `server:step`. Each peer is
-- answered in the codec of its first call; `options` may be { codec = "msgpack" } for what is spoken before that.
function rpc.newserveronly(host, port, options)
  return listen(host, port, options)
end

-- Clients -------------------------------------------------------------------------------------------------------------

-- Connects and returns the connection. `options` may be { codec = "msgpack" }, which the peer must know: for integers of
-- 64 bits and strings beyond 65534 bytes. Without them it is luatobin, which every peer knows.
function rpc.newclient(host, port, options)
  local codec = Connection.codec(options and options.codec)
  local tcp, message = socket.connect(host or "localhost", port or 1999)
  if not tcp then return nil, message end
  if not scheduler.accepts(tcp) then
    tcp:close()
    return nil, "too many sockets"
  end
  return Connection.new(tcp, rpc, scheduler, codec)
end

-- Serving -------------------------------------------------------------------------------------------------------------

-- Serves all connections until they and all servers are closed.
function rpc.loop() return scheduler.loop() end

-- Serves for at most `timeout` seconds until something happens; true when something did.
function rpc.step(timeout) return scheduler.step(timeout) end

-- Waits without keeping others from being served.
function rpc.sleep(seconds) return scheduler.sleep(seconds) end

-- pcall for code that calls peers or sleeps: on Lua 5.1, where a coroutine cannot yield across pcall, this one can be.
function rpc.pcall(body, ...) return scheduler.pcall(body, ...) end

-- In a procedure: the connection that called it.
function rpc.caller() return scheduler.caller() end

-- Runs a function beside the others; what it waits for keeps nobody else waiting.
function rpc.spawn(body, ...)
  local arguments = { n = select("#", ...), ... }
  local unpack = table.unpack or unpack
  scheduler.spawn(nil, function() body(unpack(arguments, 1, arguments.n)) end, function(err)
    io.stderr:write("rpc: ", tostring(err), "\n")
  end)
end

-- Objects and functions -----------------------------------------------------------------------------------------------

-- As a parameter or result: the object stays here and the peer gets a proxy for it.
rpc.ref = References.ref

-- Declares which results go out by reference: rpc.signature("snmp.open", "#snmp.session") for a function,
-- rpc.signature("#snmp.session", "get", "#snmp.var") for a method of what it returned.
function rpc.signature(what, a, b)
  References.signature(rpc.signatures, what, a, b)
end

-- Lua 5.1 bytecode as a value that any interpreter can send.
rpc.bytecode = luatobin.bytecode

return rpc
