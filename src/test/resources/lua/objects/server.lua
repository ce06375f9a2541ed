-- Objects by reference: the end that waits for peers. Run by an interpreter, or hosted; see RpcModuleObjectsTest.

local rpc = require "rpc"

local function counter(start)
  local self = { value = start }
  function self:add(n)
    self.value = self.value + n
    return self.value
  end
  function self:me() return self end
  function self:same(other) return rawequal(self, other) end
  function self:both(a, ...) return self.value, nil, a, select("#", ...) end
  function self:none() end
  function self:fail() error({ code = 7 }, 0) end
  function self:failtext() error("it broke", 0) end
  function self:slow(seconds)
    rpc.sleep(seconds)
    return seconds
  end
  function self:ask() return rpc.caller():call("whoami") end
  return self
end

local kept, first, second = counter(5), counter(1), counter(2)

function echo(...) return ... end
function get() return rpc.ref(kept), "name" end
function is(object) return rawequal(object, kept) end
function value() return kept.value end
function plain() return kept end
function getfirst() return rpc.ref(first) end
function getsecond() return rpc.ref(second) end
function getproxy(object) return rpc.ref(object) end
function getfunction() return rpc.ref(function() end) end
function make() return { value = 3 } end
function fails() error(rpc.ref(kept), 0) end
function nested() return { rpc.ref(kept) } end

function releasefirst() return rpc.caller():release(first), rpc.caller():release(first) end

function bump(object) return object:add(10) end

local remembered
function remember(object) remembered = object end
function bumpremembered() return remembered:add(100) end
function forget() remembered = nil end

local session, variable = { value = 3 }, { value = 4 }
function session.get() return "plain", variable end
function variable:read() return self.value end
snmp = { open = function() return session end }
rpc.signature("snmp.open", "#snmp.session")
rpc.signature("#snmp.session", "get", { false, "#snmp.var" })

server = assert(rpc.newserveronly("127.0.0.1", 0))

local came = {}
function server.onpeer(peer) came[peer] = true end

function sameconnection()
  local caller, listed = rpc.caller(), false
  for _, peer in ipairs(server:connections()) do listed = listed or rawequal(peer, caller) end
  return listed, came[caller] or false, caller == rpc.caller()
end

-- Calls of this end, on an object that the peer keeps.
function callback(name) return rpc.caller():call(name):add(1) end

if not hosted then
  io.write(server.port, "\n")
  io.flush()
  rpc.allowbytecode = true
  rpc.loop()
end
port = server.port
