-- The module under copas: calls of several threads on one connection, in both directions. After the other suites, as
-- connections belong to copas from here on.

local harness = require "test.harness"
local rpc = require "rpc"
local socket = require "socket"

local check, equal = harness.check, harness.equal

return function()
  local found, copas = pcall(require, "copas")
  if not found then return print("copas is not installed for this interpreter") end
  rpc.usecopas(copas)

  local function both(name, body)
    check("copas: " .. name, function()
      local server = assert(rpc.newserveronly("127.0.0.1", 0))
      local client = assert(rpc.newclient("127.0.0.1", server.port))
      harness.await(function() return server:connections()[1] end)
      local done, message = pcall(body, client, server:connections()[1], server)
      client:close()
      server:close()
      rpc.procedures = {}
      if not done then error(message, 0) end
    end)
  end

  -- Runs `body` as a copas thread until it is through.
  local function thread(body)
    local done, message
    copas.addthread(function()
      local ran, err = rpc.pcall(body)
      done, message = true, not ran and err
    end)
    harness.await(function() return done end, 20)
    if message then error(message, 0) end
  end

  both("calls from the main program", function(client, peer)
    equal(client:call("add", 1, 2), 3)
    equal(peer:call("add", 3, 4), 7)
    equal(pcall(client.call, client, "fail", "boom"), false)
  end)

  both("calls from several threads on one connection, answers in any order", function(client)
    local order, left = {}, 3
    for i, seconds in ipairs { 0.15, 0.1, 0.05 } do
      copas.addthread(function()
        equal(client:call("slow", seconds), seconds)
        order[#order + 1] = i
        left = left - 1
      end)
    end
    harness.await(function() return left == 0 end)
    equal(table.concat(order), "321")
  end)

  both("300 threads at once", function(client)
    local left = 300
    for i = 1, 300 do
      copas.addthread(function()
        equal(client:call("add", i, 1), i + 1)
        left = left - 1
      end)
    end
    harness.await(function() return left == 0 end)
  end)

  both("nested calls", function(client)
    function rpc.procedures.countdown(n)
      if n == 0 then return "down" end
      return rpc.caller():call("countdown", n - 1) .. "."
    end
    thread(function() equal(client:call("countdown", 60), "down" .. ("."):rep(60)) end)
  end)

  both("errors in threads", function(client)
    thread(function()
      local done, raised = rpc.pcall(client.call, client, "failtable")
      equal(done, false)
      equal(raised.code, 42)
      equal(select(2, client:call("nope")), "function not existing")
    end)
  end)

  both("sleep and time-outs", function(client)
    thread(function()
      local begin = socket.gettime()
      rpc.sleep(0.05)
      assert(socket.gettime() - begin >= 0.05, "woke early")
      client:settimeout(0.05)
      equal(select(2, client:call("slow", 0.2)), "timeout")
    end)
  end)

  both("bytes both ways fill no buffer for good", function(client, peer)
    local left, part = 20, {}
    for i = 1, 30 do part[i] = ("x"):rep(65000 + i) end
    for _ = 1, 10 do
      for _, pair in ipairs { client, peer } do
        copas.addthread(function()
          equal(#pair:call("echo", part)[30], 65030)
          left = left - 1
        end)
      end
    end
    harness.await(function() return left == 0 end, 30)
  end)

  both("the end of the connection ends every call", function(client, peer)
    local left = 10
    for _ = 1, 10 do
      copas.addthread(function()
        equal(select(2, client:call("slow", 1)), "closed")
        left = left - 1
      end)
    end
    harness.await(function() return next(peer.open) end)
    peer:close()
    harness.await(function() return left == 0 end)
  end)

  both("half a frame keeps nobody waiting; hostile ones are closed", function(client, _, server)
    local half, bad = harness.connect(server), harness.connect(server)
    half:write("\0\0\0")
    bad:write("\9\0\0\0\0\1")
    thread(function() equal(client:call("add", 1, 2), 3) end)
    harness.await(function()
      bad:poll()
      return bad.ended
    end)
    half:close()
  end)

  check("copas: newserver", function()
    local probe = assert(socket.bind("127.0.0.1", 0))
    local _, port = probe:getsockname()
    probe:close()
    local peer
    copas.addthread(function() peer = rpc.newserver("127.0.0.1", tonumber(port)) end)
    local client = assert(rpc.newclient("127.0.0.1", tonumber(port)))
    equal(client:call("add", 1, 2), 3)
    harness.await(function() return peer end)
    equal(peer:call("add", 3, 4), 7)
    client:close()
    harness.await(function() return peer.closed end)
  end)
end
