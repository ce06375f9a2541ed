-- Servers, many peers, the loop of a program of its own.

local harness = require "test.harness"
local rpc = require "rpc"
local socket = require "socket"

local check, equal = harness.check, harness.equal

return function()
  check("newserver waits for one peer and stops listening", function()
    local probe = assert(rpc.newserveronly("127.0.0.1", 0))
    local port = probe.port
    probe:close()
    local server
    rpc.spawn(function() server = assert(rpc.newserver("127.0.0.1", port)) end)
    local client = assert(rpc.newclient("127.0.0.1", port))
    equal(client:call("add", 1, 2), 3)
    equal(server:call("add", 3, 4), 7)
    equal(rpc.newclient("127.0.0.1", port), nil)
    client:close()
    harness.await(function() return server.closed end)
  end)

  check("the default is localhost:1999", function()
    local server, message = rpc.newserveronly()
    if not server then error("skip: " .. message, 0) end
    local client = assert(rpc.newclient())
    equal(server.port, 1999)
    equal(client:call("add", 1, 2), 3)
    client:close()
    server:close()
  end)

  check("nobody there", function()
    local client, message = rpc.newclient("127.0.0.1", 1)
    equal(client, nil)
    equal(message, "connection refused")
  end)

  check("newserveronly serves many, each of which can be called", function()
    local server = assert(rpc.newserveronly("127.0.0.1", 0))
    local clients = {}
    for i = 1, 20 do clients[i] = assert(rpc.newclient("127.0.0.1", server.port)) end
    for i = 1, 20 do equal(clients[i]:call("add", i, 1), i + 1) end
    equal(#server:connections(), 20)
    for _, peer in ipairs(server:connections()) do equal(peer:call("add", 1, 2), 3) end
    for i = 1, 20, 2 do clients[i]:close() end
    harness.await(function() return #server:connections() == 10 end)
    for i = 2, 20, 2 do equal(clients[i]:call("add", i, 1), i + 1) end
    server:stop()
    equal(clients[2]:call("add", 1, 1), 2)
    server:close()
    harness.await(function() return clients[2].closed end)
    for i = 2, 20, 2 do clients[i]:close() end
  end)

  check("step returns in time and says whether there was anything", function()
    local server = assert(rpc.newserveronly("127.0.0.1", 0))
    local begin = socket.gettime()
    equal(server:step(0.05), false)
    assert(socket.gettime() - begin < 1, "too long")
    local raw = harness.connect(server)
    equal(server:step(1), true)
    raw:close()
    harness.await(function() return #server:connections() == 0 end)
    server:close()
  end)

  check("loop ends when all is closed, after what was spawned", function()
    local server = assert(rpc.newserveronly("127.0.0.1", 0))
    local done
    rpc.spawn(function()
      local client = assert(rpc.newclient("127.0.0.1", server.port))
      client:call("slow", 0.05)
      client:close()
      rpc.sleep(0.05)
      server:close()
      done = true
    end)
    rpc.loop()
    equal(done, true)
  end)

  check("a procedure may close its connection and its server", function()
    local server = assert(rpc.newserveronly("127.0.0.1", 0))
    function rpc.procedures.leave() rpc.caller():close() end
    function rpc.procedures.stop() server:close() end
    local client = assert(rpc.newclient("127.0.0.1", server.port))
    equal(select(2, client:call("leave")), "closed")
    client = assert(rpc.newclient("127.0.0.1", server.port))
    equal(select(2, client:call("stop")), "closed")
    rpc.procedures = {}
  end)

  check("timers run in their order, cancelled ones not at all", function()
    local Timers = require "rpc.timers"
    local now, ran = 0, {}
    local timers = Timers.new(function() return now end)
    local cancelled = {}
    for i = 1, 500 do
      local at = i * 7919 % 500
      local timer = timers:after(at, function() ran[#ran + 1] = at end)
      if i % 3 ~= 0 then cancelled[#cancelled + 1] = timer end
    end
    for _, timer in ipairs(cancelled) do
      timers:cancel(timer)
      timers:cancel(timer)
    end
    now = 1000
    equal(timers:run(), true)
    equal(#ran, 166)
    for i = 2, #ran do assert(ran[i - 1] <= ran[i], "out of order") end
    equal(timers:remaining(), nil)
  end)
end
