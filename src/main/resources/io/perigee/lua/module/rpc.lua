-- The module `rpc` of scripts that Perigee runs: the names of tools/lua/rpc.lua, served by Perigee's own connections.

local host, shared = ... -- `shared` is what rpc/values.lua has left

local error, ipairs, next, pcall, rawget, select, setmetatable, tostring, type =
  error, ipairs, next, pcall, rawget, select, setmetatable, tostring, type
local gmatch = string.gmatch
local unpack = table.unpack or unpack
local incoming, outgoing = shared.incoming, shared.outgoing

local rpc = {
  _VERSION = "rpc 1.0 (Perigee)",
  allowbytecode = false, -- peers may send functions as Lua 5.1 bytecode, which can crash the process
  signatures = {},       -- filled by rpc.signature
}

local INVOKE, SIGNATURE = "__rpcinvoke", "rpc.signature"

-- Connections ---------------------------------------------------------------------------------------------------------

local Connection = {}
Connection.__index = Connection
local connections = setmetatable({}, { __mode = "v" }) -- by number

-- Says in `closed` why the connection ended, when it has.
local function watch(self)
  local reason = host.ended(self.number)
  self.closed = self.closed or reason
  shared.begin(self)
  if self.onclose then self.onclose(self) end
end

local function connection(number)
  local known = connections[number]
  if not known then
    known = setmetatable({ number = number }, Connection)
    shared.begin(known)
    connections[number] = known
    rpc.spawn(watch, known) -- which keeps it as long as the connection lasts
  end
  return known
end

local function fail(message) return nil, message end

-- Calls the peer's procedure and returns its results. An error there is raised here; nil and a message come back when
-- there is no such procedure, when its result cannot be sent, and when the connection is lost.
function Connection:call(name, ...)
  if type(name) ~= "string" then error(("bad-name: %s (expected: string)"):format(type(name)), 2) end
  return incoming(fail, rpc.allowbytecode, host.call(self.number, name, outgoing(self, nil, true, ...)))
end

function Connection:eval(path)
  return self:call("__rpceval", path)
end

function Connection:newexec(chunk)
  if type(chunk) == "function" then chunk = shared.upload(chunk) end
  local number, message = self:call("__rpcbuildexec", chunk)
  if not number then return nil, message end
  return function(...) return self:call("__rpcrunexec", number, ...) end
end

-- Calls a method of one of the peer's objects; `object:name(...)` is the same.
function Connection:invoke(object, name, ...)
  return self:call(INVOKE, object, name, ...)
end

-- Declares at the peer which of its results come by reference.
function Connection:remsignature(...)
  return self:call(SIGNATURE, ...)
end

-- Forgets an object that went out by reference; true when there was one.
function Connection:release(object)
  return shared.release(self, object)
end

function Connection:settimeout(seconds)
  host.settimeout(self.number, seconds)
end

function Connection:step(timeout)
  return rpc.step(timeout)
end

function Connection:close()
  if self.closed then return end
  self.closed = "closed"
  host.close(self.number)
end

-- Servers -------------------------------------------------------------------------------------------------------------

local Server = {}
Server.__index = Server

local function listen(address, port, options)
  local number, bound, boundport = host.listen(address, port, options and options.codec)
  if not number then return nil, bound end
  return setmetatable({ number = number, host = bound, port = boundport }, Server)
end

function Server:connections()
  local list = {}
  if not self.closed then
    for i, number in ipairs(host.peers(self.number)) do list[i] = connection(number) end
  end
  return list
end

function Server:step(timeout)
  return rpc.step(timeout)
end

function Server:stop()
  if self.stopped then return end
  self.stopped = true
  host.stop(self.number)
end

function Server:close()
  if self.closed then return end
  self.stopped, self.closed = true, true
  host.closeserver(self.number)
end

function rpc.newserver(address, port, options)
  local server, message = listen(address, port, options)
  if not server then return nil, message end
  local number = host.accept(server.number)
  server:stop()
  return number and connection(number)
end

-- `onpeer` of the server is called with each new connection.
function rpc.newserveronly(address, port, options)
  local server, message = listen(address, port, options)
  if not server then return nil, message end
  rpc.spawn(function()
    local number = host.accept(server.number)
    while number do
      if server.onpeer then server.onpeer(connection(number)) end
      number = not server.stopped and host.accept(server.number)
    end
  end)
  return server
end

rpc.newmultiserver = rpc.newserveronly

-- `options` may be { codec = "msgpack" }.
function rpc.newclient(address, port, options)
  local number, message = host.connect(address, port, options and options.codec)
  if not number then return nil, message end
  return connection(number)
end

-- Serving -------------------------------------------------------------------------------------------------------------

-- Waits until all connections and servers are closed; they are served all the time.
function rpc.loop() host.loop() end

-- Waits for at most `timeout` seconds until something happens; true when something did.
function rpc.step(timeout) return (host.step(timeout)) end

function rpc.sleep(seconds) host.sleep(seconds) end

rpc.pcall = pcall

-- In a procedure: the connection that called it.
function rpc.caller()
  return connection((host.caller()))
end

local function answered(name, object, method, ...)
  if not next(rpc.signatures) and shared.plain(...) then return ... end
  local caller = rpc.caller()
  local types
  if name ~= INVOKE then
    types = shared.types(caller, rpc.signatures, name)
  elseif object ~= nil then
    types = shared.types(caller, rpc.signatures, method, object)
  end
  return outgoing(caller, types, rpc.allowbytecode, ...)
end

local function raise(message) error(message, 0) end

local function answer(called, name, ...)
  return answered(name, (...), (select(2, ...)), called(...))
end

-- The host calls it for what a peer calls: the function of this name, and the arguments.
function rpc.__answer(called, name, ...)
  if name == SIGNATURE then return shared.declare(rpc.caller(), ...) end
  return answer(called, name, incoming(raise, rpc.allowbytecode, ...))
end

local spawned, lastspawned = {}, 0

-- Runs a function beside the others.
function rpc.spawn(body, ...)
  local arguments = { n = select("#", ...), ... }
  lastspawned = lastspawned + 1
  spawned[lastspawned] = function() body(unpack(arguments, 1, arguments.n)) end
  host.spawn(lastspawned)
end

-- The host calls it for what was spawned.
function rpc.__run(number)
  local body = spawned[number]
  spawned[number] = nil
  local ok, message = pcall(body)
  if not ok then io.stderr:write("rpc: ", tostring(message), "\n") end
end

-- What peers may call beside the globals: a name that is set here becomes a global, along the tables that its dots make.
rpc.procedures = setmetatable({}, {
  __newindex = function(_, name, value)
    local target, last = _G, nil
    for segment in gmatch(name, "[^.]+") do
      if last then
        if type(rawget(target, last)) ~= "table" then target[last] = {} end
        target = target[last]
      end
      last = segment
    end
    target[last] = value
  end,
})

-- The host's connections need no scheduler of the script's.
function rpc.usecopas() end

-- Objects and functions -----------------------------------------------------------------------------------------------

-- As a parameter or result: the object stays here and the peer gets a stand-in for it.
rpc.ref = shared.ref

-- Declares which results go out by reference: rpc.signature("snmp.open", "#snmp.session") for a function,
-- rpc.signature("#snmp.session", "get", "#snmp.var") for a method of what it returned.
function rpc.signature(what, a, b)
  shared.signature(rpc.signatures, what, a, b)
end

-- Lua 5.1 bytecode as a value that any engine can send.
rpc.bytecode = shared.bytecode

return rpc
