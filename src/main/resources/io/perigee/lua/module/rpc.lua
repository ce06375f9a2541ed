-- The module `rpc` of scripts that Perigee runs: the names of tools/lua/rpc.lua, served by Perigee's own connections.

local host = ...

local error, ipairs, next, pcall, rawget, select, setmetatable, tostring, type =
  error, ipairs, next, pcall, rawget, select, setmetatable, tostring, type
local gmatch = string.gmatch
local unpack = table.unpack or unpack

local rpc = { _VERSION = "rpc 1.0 (Perigee)" }

-- Connections ---------------------------------------------------------------------------------------------------------

local Connection = {}
Connection.__index = Connection
local connections = setmetatable({}, { __mode = "v" }) -- by number

-- Says in `closed` why the connection ended, when it has.
local function watch(self)
  local reason = host.ended(self.number)
  self.closed = self.closed or reason
  if self.onclose then self.onclose(self) end
end

-- Those that a peer of somebody else's calls by are not watched: the host does not own them.
local function connection(number, unwatched)
  local known = connections[number]
  if not known then
    known = setmetatable({ number = number }, Connection)
    connections[number] = known
    if not unwatched then rpc.spawn(watch, known) end
  end
  return known
end

local function outcome(ok, ...)
  if ok then return ... end
  if ok == nil then return nil, (...) end
  local raised = ...
  error(type(raised) == "string" and "Error in remote call:\n" .. raised or raised, 0)
end

-- Calls the peer's procedure and returns its results. An error there is raised here; nil and a message come back when
-- there is no such procedure, when its result cannot be sent, and when the connection is lost.
function Connection:call(name, ...)
  if type(name) ~= "string" then error(("bad-name: %s (expected: string)"):format(type(name)), 2) end
  return outcome(host.call(self.number, self.timeout, name, ...))
end

function Connection:eval(path)
  return self:call("__rpceval", path)
end

function Connection:newexec(chunk)
  if type(chunk) == "function" then error("newexec: function (expected: source text or fragments)", 2) end
  local number, message = self:call("__rpcbuildexec", chunk)
  if not number then return nil, message end
  return function(...) return self:call("__rpcrunexec", number, ...) end
end

function Connection:settimeout(seconds)
  self.timeout = seconds
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
  return connection((host.caller()), true)
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

local function missing(name, expected)
  rpc[name] = function() error(("rpc.%s: not in this host (expected: %s)"):format(name, expected), 2) end
end
missing("ref", "values, which cross by copy")
missing("signature", "values, which cross by copy")
missing("bytecode", "source text")

return rpc
