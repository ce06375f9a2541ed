-- Objects by reference: the end that connects, and looks at all that there is to see.

local rpc = require "rpc"
local port = ...
port = tonumber(port)

local function equal(actual, expected)
  if actual ~= expected then
    error(("%s (expected: %s)"):format(tostring(actual), tostring(expected)), 2)
  end
end

local function counter(start)
  local self = { value = start }
  function self:add(n)
    self.value = self.value + n
    return self.value
  end
  return self
end

local checks = {}

function checks.methodsrunwheretheobjectis(client)
  local before = client:call("value")
  local object, name = client:call("get")
  equal(name, "name")
  equal(object:add(2), before + 2)
  equal(client:invoke(object, "add", 3), before + 5)
  equal(client:call("value"), before + 5)
  assert(tostring(object):match("^remote object %d+$"), tostring(object))
  equal(rawequal(object, (client:call("get"))), true)
  local a, b, c, d = object:both("x", nil, nil)
  equal(a, before + 5)
  equal(b, nil)
  equal(c, "x")
  equal(d, 2)
  equal(select("#", object:none()), 0)
  assert(not pcall(function() return #object:add("x") end))
end

function checks.itcomesbackasitself(client)
  local object = client:call("get")
  equal(client:call("is", object), true)
  equal(object:same(object), true)
  equal(rawequal(object:me(), object), true)
  equal(rawequal(client:call("echo", object), object), true)
  equal(rawequal(client:call("plain"), object), true)
end

function checks.asparameters(client)
  local mine = counter(1)
  equal(client:call("bump", rpc.ref(mine)), 11)
  equal(client:call("bump", mine), 21) -- once out by reference, always
  equal(mine.value, 21)
  equal(rawequal(client:call("echo", rpc.ref(mine)), mine), true)
  client:call("remember", rpc.ref(mine))
  collectgarbage()
  equal(client:call("bumpremembered"), 121)
  client:call("forget")
  local f = function() end
  equal(rawequal(client:call("echo", rpc.ref(f)), f), true)
end

function checks.errorsofmethods(client)
  local object = client:call("get")
  local done, raised = pcall(object.fail, object)
  equal(done, false)
  equal(raised.code, 7)
  done, raised = pcall(object.failtext, object)
  equal(raised, "Error in remote call:\nit broke")
  done, raised = pcall(object.nope, object)
  equal(raised, "Error in remote call:\nmethod: nope (expected: a method of the object)")
  done, raised = pcall(client.invoke, client, client:call("getfunction"), "x")
  equal(done, false)
  assert(raised:find("invoke: function", 1, true), raised)
  equal(object[1], nil)
end

function checks.nestedcalls(client)
  whoami = function() return "the client" end
  local object = client:call("get")
  equal(object:ask(), "the client")
  local mine = counter(40)
  hand = function() return rpc.ref(mine) end
  equal(client:call("callback", "hand"), 41)
end

function checks.signatures(client)
  local remote = client:call("snmp.open")
  local plain, var = remote:get()
  equal(plain, "plain")
  equal(var:read(), 4)
end

function checks.signaturesofapeer(client)
  equal(client:call("make").value, 3)
  client:remsignature("make", "#thing")
  assert(tostring(client:call("make")):match("^remote object"))
  local other = assert(rpc.newclient("127.0.0.1", port))
  equal(other:call("make").value, 3)
  other:close()
  equal(pcall(client.remsignature, client, 1), false)
end

function checks.released(client)
  local object = client:call("getfirst")
  object:add(1)
  local once, twice = client:call("releasefirst")
  equal(once, true)
  equal(twice, false)
  local done, message = pcall(object.add, object, 1)
  equal(done, false)
  assert(message:match("unknown%-object: %d+"), message)
  assert(tostring(client:call("getsecond")) ~= tostring(object))
  equal(client:release(object), true)
  local mine = counter(1)
  equal(client:release(mine), false)
  client:call("remember", rpc.ref(mine))
  equal(client:release(mine), true)
  equal(client:release(mine), false)
  done, message = pcall(client.call, client, "bumpremembered")
  equal(done, false)
  assert(message:match("unknown%-object"), message)
  client:call("forget")
end

function checks.notintablesnorelsewhere(client)
  local object = client:call("get")
  for _, value in ipairs { { object }, { rpc.ref {} }, { { rpc.ref {} } } } do
    local done, message = pcall(client.call, client, "echo", value)
    equal(done, false)
    assert(message:find("object", 1, true) or message:find("unencodable", 1, true), message)
  end
  local value, message = client:call("nested")
  equal(value, nil)
  equal(message, "Cannot serialize result")
  local other = assert(rpc.newclient("127.0.0.1", port))
  local done, refused = pcall(other.call, other, "echo", object)
  equal(done, false)
  equal(refused:match("^%w+"), "unencodable")
  -- By way of here it is another object of this end's.
  equal(rawequal(other:call("echo", rpc.ref(object)), object), true)
  local before = object:add(0)
  equal(other:call("bump", rpc.ref(object)), before + 10)
  equal(object:add(0), before + 10)
  other:close()
  local first, second = object:add(0)
  equal(first, before + 10)
  equal(second, nil)
end

function checks.timeouts(client)
  local object = client:call("get")
  client:settimeout(0.05)
  local value, message = object:slow(5)
  equal(value, nil)
  equal(message, "timeout")
  client:settimeout(nil)
  equal(object:slow(0), 0)
end

function checks.theconnectionisthesame(client)
  local listed, came, again = client:call("sameconnection")
  equal(listed, true)
  equal(came, true)
  equal(again, true)
end

function checks.theend()
  local client = assert(rpc.newclient("127.0.0.1", port))
  local object = client:call("get")
  client:close()
  local value, message = object:add(1)
  equal(value, nil)
  equal(type(message), "string")
end

function checks.whathasnoidentity()
  equal(pcall(rpc.ref, 42), false)
  equal(pcall(rpc.signature, 42), false)
end

function checks.codecs()
  local client = assert(rpc.newclient("127.0.0.1", port, { codec = "msgpack" }))
  local object = client:call("get")
  equal(object:same(object), true)
  client:close()
end

local names = {}
for name in pairs(checks) do names[#names + 1] = name end
table.sort(names)

local failed = {}
for _, name in ipairs(names) do
  local client = assert(rpc.newclient("127.0.0.1", port))
  local done, message = rpc.pcall(checks[name], client)
  if not done then failed[#failed + 1] = name .. ": " .. tostring(message) end
  client:close()
end
local outcome = #failed == 0 and #names .. " checks" or table.concat(failed, "\n")
if not hosted then
  io.write(outcome, "\n")
  os.exit(#failed == 0 and 0 or 1)
end
return outcome
