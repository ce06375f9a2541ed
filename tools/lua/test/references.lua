-- Objects handed out by reference, both ways.

local harness = require "test.harness"
local rpc = require "rpc"

local check, equal = harness.check, harness.equal

local function counter(start)
  local self = { value = start }
  function self:add(n)
    self.value = self.value + n
    return self.value
  end
  function self:me() return self end
  function self:same(other) return rawequal(self, other) end
  function self:fail() error({ code = 7 }, 0) end
  return self
end

local function both(name, body)
  check(name, function()
    local server = assert(rpc.newserveronly("127.0.0.1", 0))
    local client = assert(rpc.newclient("127.0.0.1", server.port))
    harness.await(function() return server:connections()[1] end)
    local done, message = pcall(body, client, server:connections()[1])
    client:close()
    server:close()
    rpc.procedures, rpc.signatures = {}, {}
    if not done then error(message, 0) end
  end)
end

return function()
  both("rpc.ref hands out an object; its methods run where it is", function(client)
    local kept = counter(5)
    function rpc.procedures.get() return rpc.ref(kept), "name" end
    local object, name = client:call("get")
    equal(name, "name")
    equal(object:add(2), 7)
    equal(client:invoke(object, "add", 3), 10)
    equal(kept.value, 10)
    equal(tostring(object), "remote object 1")
    equal(rawequal(object, (client:call("get"))), true)
  end)

  both("an object comes back as itself, whatever way it takes", function(client)
    local kept = counter(0)
    function rpc.procedures.get() return rpc.ref(kept) end
    function rpc.procedures.is(object) return rawequal(object, kept) end
    local object = client:call("get")
    equal(client:call("is", object), true)
    equal(object:same(object), true)
    equal(rawequal(object:me(), object), true)
    equal(rawequal(client:call("echo", object), object), true)
  end)

  both("objects as parameters: the other end calls back", function(client)
    local kept = counter(1)
    function rpc.procedures.bump(object) return object:add(10) end
    equal(client:call("bump", rpc.ref(kept)), 11)
    equal(kept.value, 11)
  end)

  both("errors of methods, and methods that are not there", function(client)
    function rpc.procedures.get() return rpc.ref(counter(0)) end
    local object = client:call("get")
    local done, raised = pcall(object.fail, object)
    equal(done, false)
    equal(raised.code, 7)
    done, raised = pcall(object.nope, object)
    equal(raised, "Error in remote call:\nmethod: nope (expected: a method of the object)")
  end)

  both("signatures: functions, methods, several results", function(client)
    local session, variable = { value = 3 }, { value = 4 }
    function session.get() return "plain", variable end
    function variable:read() return self.value end
    rpc.procedures.snmp = { open = function() return session end }
    rpc.signature("snmp.open", "#snmp.session")
    rpc.signature("#snmp.session", "get", { false, "#snmp.var" })
    local remote = client:call("snmp.open")
    local plain, var = remote:get()
    equal(plain, "plain")
    equal(var:read(), 4)
  end)

  both("a peer declares signatures for its own connection", function(client)
    rpc.procedures.make = function() return { value = 3 } end
    equal(client:call("make").value, 3)
    client:remsignature("make", "#thing")
    equal(tostring(client:call("make")), "remote object 1")
    local second = assert(rpc.newclient(client.socket:getpeername()))
    equal(second:call("make").value, 3)
    second:close()
  end)

  both("released objects are unknown, their numbers not used again", function(client, peer)
    local first, second = counter(1), counter(2)
    rpc.procedures.first = function() return rpc.ref(first) end
    rpc.procedures.second = function() return rpc.ref(second) end
    local object = client:call("first")
    equal(peer:release(first), true)
    equal(peer:release(first), false)
    local done, message = pcall(object.add, object, 1)
    equal(done, false)
    assert(message:match("unknown%-object: 1"), message)
    equal(tostring(client:call("second")), "remote object 2")
    equal(client:release(object), true)
  end)

  both("remote objects stay out of tables and other connections", function(client)
    rpc.procedures.get = function() return rpc.ref(counter(0)) end
    local object = client:call("get")
    for _, value in ipairs { { object }, { rpc.ref {} } } do
      local done, message = pcall(client.call, client, "echo", value)
      equal(done, false)
      equal(message:match("^%w+"), "unencodable")
    end
    local other = assert(rpc.newclient(client.socket:getpeername()))
    local done, message = pcall(other.call, other, "echo", object)
    equal(done, false)
    equal(message:match("^%w+"), "unencodable")
    equal(rawequal(other:call("echo", rpc.ref(object)), object), true)
    other:close()
  end)

  check("rpc.ref of what has no identity", function()
    equal(pcall(rpc.ref, 42), false)
  end)
end
