-- Calls between two peers of this process: conventions, nesting, numbers, time-outs, uploads.

local compat = require "rpc.compat"
local harness = require "test.harness"
local rpc = require "rpc"
local socket = require "socket"

local check, equal = harness.check, harness.equal

-- Calls `body(client, peer)` with both ends of one connection.
local function connected(body)
  local server = assert(rpc.newserveronly("127.0.0.1", 0))
  local client = assert(rpc.newclient("127.0.0.1", server.port))
  harness.await(function() return server:connections()[1] end)
  local peer = server:connections()[1]
  local done, message = pcall(body, client, peer, server)
  client:close()
  server:close()
  rpc.procedures = {}
  if not done then error(message, 0) end
end

local function both(name, body)
  check(name, function() connected(body) end)
end

local function raises(pattern, body, ...)
  local done, message = pcall(body, ...)
  equal(done, false)
  if not tostring(message):match(pattern) then error(("%s (expected: %s)"):format(tostring(message), pattern), 2) end
end

return function()
  both("results, nil among them", function(client)
    equal(client:call("add", 3, 4), 7)
    local results = compat.pack(client:call("multi"))
    equal(results.n, 3)
    equal(results[2], nil)
    equal(results[3], "three")
    equal(select("#", client:call("nothing")), 0)
    equal(select("#", client:call("echo", nil, 1, nil, nil)), 4)
    equal(client:call("string.upper", "a\0b"), "A\0B")
  end)

  both("errors are raised, strings with a prefix, tables as they are", function(client)
    local done, raised = pcall(client.call, client, "fail", "boom")
    equal(done, false)
    equal(raised, "Error in remote call:\nboom")
    done, raised = pcall(client.call, client, "failtable")
    equal(done, false)
    equal(raised.code, 42)
    done, raised = pcall(client.call, client, "fail", 7)
    equal(raised, 7)
    done, raised = pcall(client.call, client, "fail", nil)
    equal(done, false)
    equal(raised, nil)
  end)

  both("what is not there, what is no function, what cannot be sent", function(client)
    local value, message = client:call("no.such.fn")
    equal(value, nil)
    equal(message, "function not existing")
    value, message = client:call("answer")
    equal(message, "not a function")
    value, message = client:eval("string.upper")
    equal(value, nil)
    equal(message, "Cannot serialize result")
  end)

  both("what cannot be sent is refused here, and the connection lives", function(client)
    raises("^unencodable", client.call, client, "echo", print)
    raises("^string%-limit", client.call, client, "echo", ("x"):rep(65535))
    local big, part = {}, ("x"):rep(65534)
    for i = 1, 300 do big[i] = part:sub(i) end
    raises("^size%-limit: > 16777216 ", client.call, client, "echo", big)
    raises("bad%-name", client.call, client, 42)
    equal(client:call("add", 1, 1), 2)
  end)

  both("results that are too big are not serialisable", function(client)
    function rpc.procedures.big()
      local big, part = {}, ("x"):rep(65534)
      for i = 1, 300 do big[i] = part:sub(i) end
      return big
    end
    local _, message = client:call("big")
    equal(message, "Cannot serialize result")
  end)

  both("eval", function(client)
    equal(client:eval("config.net.ports.2"), 443)
    equal(client:eval("config.net").ip, "10.0.0.1")
    equal(client:eval("nope.nope"), nil)
    rpc.procedures.here = { [1] = "integer key", ["2"] = "string key" }
    equal(client:eval("here.1"), "integer key")
    equal(client:eval("here.2"), "string key")
  end)

  both("procedures go before the environment, dotted names too", function(client)
    rpc.procedures.add = function() return "mine" end
    rpc.procedures["deep.er.name"] = function() return "flat" end
    rpc.procedures.deep = { other = function() return "walked" end }
    equal(client:call("add", 1, 2), "mine")
    equal(client:call("deep.er.name"), "flat")
    equal(client:call("deep.other"), "walked")
  end)

  both("an empty environment hides the globals", function(client)
    rpc.environment = {}
    rpc.procedures.greet = function() return "hello" end
    local greeting = client:call("greet")
    local _, message = client:call("add", 1, 2)
    local leak = client:eval("config")
    local fn = client:newexec("return print")
    local done, global = pcall(fn)
    rpc.environment = _G
    equal(greeting, "hello")
    equal(message, "function not existing")
    equal(leak, nil)
    equal(done and global, nil)
  end)

  both("newexec of source and of fragments", function(client)
    equal(client:newexec("return ... + 1")(41), 42)
    equal(client:newexec { "return ", "select('#', ...)" }(nil, nil), 2)
    raises("^Error in remote call:\nrpc:1: ", client.newexec, client, "return return")
    raises("^Error in remote call:\nrpc:2: here", client:newexec("\nerror('here')"))
  end)

  both("newexec of a function", function(client)
    if not compat.is51 then
      local text = "newexec: function %(expected: source text; only Lua 5%.1 can send bytecode%)"
      return raises(text, client.newexec, client, function() end)
    end
    raises("bytecode%-refused", client.newexec, client, function() return 1 end)
    raises("upvalues", client.newexec, client, function() return client end)
    rpc.allowbytecode = true
    local done, twice = pcall(client.newexec, client, function(x) return x * 2 end)
    rpc.allowbytecode = false
    equal(done and twice(21), 42)
  end)

  both("newexec can be refused", function(client)
    rpc.allowexec = false
    local done, message = pcall(client.newexec, client, "return 1")
    rpc.allowexec = true
    equal(done, false)
    equal(message, "Error in remote call:\nnewexec: refused (expected: a peer that allows it)")
  end)

  both("bytecode inside source text is refused", function(client)
    raises("newexec: bytecode", client.newexec, client, string.dump(function() end))
  end)

  both("both ends call each other, nested", function(client, peer)
    function rpc.procedures.countdown(n)
      if n == 0 then return "down" end
      return rpc.caller():call("countdown", n - 1) .. "."
    end
    equal(client:call("countdown", 100), "down" .. ("."):rep(100))
    equal(peer:call("countdown", 100), "down" .. ("."):rep(100))
  end)

  both("nested calls through pcall, sort, gsub and metamethods", function(client)
    function rpc.procedures.awkward()
      local caller = rpc.caller()
      local list = { 3, 1, 2 }
      table.sort(list, function(a, b) return caller:call("add", a, 0) < caller:call("add", b, 0) end)
      local text = ("abc"):gsub(".", function(c) return caller:call("string.upper", c) end)
      local _, message = pcall(caller.call, caller, "fail", "inner")
      local _, other = rpc.pcall(caller.call, caller, "fail", "outer")
      local sum = setmetatable({}, { __add = function(_, n)
        local result = caller:call("add", n, 1)
        return result
      end }) + 41
      local values = {}
      for value in function(_, last) if (last or 0) < 3 then return (caller:call("add", last or 0, 1)) end end do
        values[#values + 1] = value
      end
      return table.concat(list), text, message, other, sum, table.concat(values)
    end
    local list, text, message, other, sum, values = client:call("awkward")
    equal(list, "123")
    equal(text, "ABC")
    equal(message, "Error in remote call:\ninner")
    equal(other, "Error in remote call:\nouter")
    equal(sum, 42)
    equal(values, "123")
  end)

  both("the numbers wrap round: 1,000 calls each way", function(client, peer)
    for i = 1, 1000 do
      equal(client:call("add", i, 1), i + 1)
      equal(peer:call("add", i, 2), i + 2)
    end
  end)

  both("300 calls at once: answers in any order, no number used twice", function(client)
    local answers, left = {}, 300
    for i = 1, 300 do
      rpc.spawn(function()
        answers[i] = client:call("slow", (300 - i) % 7 / 50)
        left = left - 1
      end)
    end
    harness.await(function() return left == 0 end)
    for i = 1, 300 do equal(answers[i], (300 - i) % 7 / 50) end
  end)

  both("slow procedures keep nobody waiting", function(client)
    local begin, slow = socket.gettime(), nil
    rpc.spawn(function() slow = client:call("slow", 0.3) end)
    equal(client:call("add", 1, 2), 3)
    assert(socket.gettime() - begin < 0.2, "the quick call waited")
    equal(slow, nil)
    harness.await(function() return slow end)
  end)

  both("a procedure may yield", function(client)
    function rpc.procedures.yielding()
      for _ = 1, 10 do coroutine.yield() end
      return "done"
    end
    equal(client:call("yielding"), "done")
  end)

  both("time-outs: the late answer frees the number and answers nobody", function(client)
    client:settimeout(0.05)
    local value, message = client:call("slow", 0.2)
    equal(value, nil)
    equal(message, "timeout")
    client:settimeout(5)
    for i = 1, 600 do equal(client:call("add", i, 0), i) end -- twice round: the number is passed over
    local deadline = socket.gettime() + 0.3
    harness.await(function() return socket.gettime() > deadline end)
    for i = 1, 300 do equal(client:call("add", i, 0), i) end
    equal(client.closed, nil)
  end)

  both("a call that gets no number in time was not sent", function(client)
    local left = 256
    for _ = 1, 256 do
      rpc.spawn(function()
        client:call("slow", 0.4)
        left = left - 1
      end)
    end
    client:settimeout(0.05)
    local _, message = client:call("add", 1, 1)
    client:settimeout(nil)
    equal(message, "not sent: timeout")
    equal(client:call("add", 1, 1), 2) -- waits for its turn
    harness.await(function() return left == 0 end)
  end)

  both("the end of the connection ends every call", function(client, peer)
    local messages = {}
    for i = 1, 300 do
      rpc.spawn(function() messages[i] = select(2, client:call("slow", 1)) end)
    end
    equal(peer:call("add", 1, 2), 3)
    peer:close()
    harness.await(function() return #messages == 300 end)
    equal(messages[1], "closed")
    equal(select(2, client:call("add", 1, 2)), "closed")
    equal(client:close(), nil)
  end)

  both("bytes both ways fill no buffer for good", function(client, peer)
    local left, part = 40, {}
    for i = 1, 30 do part[i] = ("x"):rep(65000 + i) end
    for _ = 1, 20 do
      for _, pair in ipairs { client, peer } do
        rpc.spawn(function()
          equal(#pair:call("echo", part)[30], 65030)
          left = left - 1
        end)
      end
    end
    harness.await(function() return left == 0 end, 30)
  end)

  both("a frame near the limit", function(client)
    local big, part = {}, ("x"):rep(65530)
    for i = 1, 255 do big[i] = part .. string.char(i) end
    equal(#client:call("echo", big), 255)
  end)
end
