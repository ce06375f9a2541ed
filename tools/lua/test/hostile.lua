-- Peers that do what they must not, beyond the rows of the vectors: others are served meanwhile, and nothing grows.

local harness = require "test.harness"
local luatobin = require "rpc.luatobin"
local numbers = require "rpc.numbers"
local rpc = require "rpc"
local socket = require "socket"

local check, equal = harness.check, harness.equal

local function frame(kind, number, payload)
  return string.char(kind, number) .. numbers.uint32(#payload) .. payload
end

local function withserver(name, body)
  check(name, function()
    local server = assert(rpc.newserveronly("127.0.0.1", 0))
    local raw = harness.connect(server)
    harness.await(function() return server:connections()[1] end)
    local done, message = pcall(body, raw, server:connections()[1], server)
    raw:close()
    server:close()
    rpc.procedures = {}
    if not done then error(message, 0) end
  end)
end

return function()
  withserver("half a frame keeps nobody waiting", function(raw, _, server)
    raw:write("\0\0\0\0")
    local client = assert(rpc.newclient("127.0.0.1", server.port))
    local begin = socket.gettime()
    for i = 1, 50 do equal(client:call("add", i, 1), i + 1) end
    assert(socket.gettime() - begin < 2, "the others waited")
    client:close()
    raw:write("\0\7" .. luatobin.encode("echo"))
    equal(raw:frame():byte(7), 0)
  end)

  withserver("a frame that trickles in ends the connection, one that is done in time does not", function(raw, peer)
    rpc.frametimeout = 0.6
    local call = frame(0, 1, luatobin.encode("echo"))
    for _ = 1, 4 do -- longer than the time-out together, but not each
      raw:write(call:sub(1, 5))
      local at = socket.gettime() + 0.2
      harness.await(function() return socket.gettime() > at end)
      raw:write(call:sub(6))
      equal(raw:frame():byte(7), 0)
    end
    local stop = socket.gettime() + 10
    raw:write("\0\1\0\200\0\0")
    while not peer.closed and socket.gettime() < stop do
      rpc.step(0.04)
      raw:write("\0")
    end
    rpc.frametimeout = 10
    assert(peer.closed and peer.closed:match("^frame"), "still open")
  end)

  withserver("a payload of exactly 16 MiB is taken, one byte more is not", function(raw, peer)
    local filler = luatobin.encode(("x"):rep(65000))
    local head = luatobin.encode("nothing") .. filler:rep(math.floor((rpc.maxsize - 10) / #filler))
    local payload = head .. luatobin.encode(("y"):rep(rpc.maxsize - #head - 3))
    equal(#payload, rpc.maxsize)
    raw:write(frame(0, 1, payload))
    equal(raw:frame(20):byte(7), 0)
    raw:write("\0\1\1\0\0\1")
    harness.await(function() return peer.closed end)
    assert(peer.closed:match("^size%-limit: 16777217 "), peer.closed)
  end)

  withserver("more parameters than Lua can pass", function(raw, peer)
    raw:write(frame(0, 1, luatobin.encode("echo") .. ("\0"):rep(8000)))
    equal(raw:frame():byte(7), 1)
    raw:write(frame(0, 1, luatobin.encode("echo") .. ("\0"):rep(6000)))
    assert(raw:frame():byte(7) <= 1, "neither called nor refused")
    equal(peer.closed, nil)
  end)

  withserver("a peer that does not read does not fill the memory", function(raw, peer)
    function rpc.procedures.flood() return ("x"):rep(65000), ("y"):rep(65000), ("z"):rep(65000) end
    local call, number = luatobin.encode("flood"), 0
    local stop = socket.gettime() + 20
    while not peer.closed and socket.gettime() < stop do
      raw.tcp:send(frame(0, number, call))
      number = (number + 1) % 256
      rpc.step(0)
    end
    assert(peer.closed and peer.closed:match("^unsent: "), tostring(peer.closed))
  end)

  withserver("a peer that goes away in the middle of its call", function(raw, peer)
    raw:write(frame(0, 1, luatobin.encode("slow") .. luatobin.encode(0.1)))
    harness.await(function() return peer.open[1] end)
    raw:close()
    harness.await(function() return peer.closed end)
    rpc.sleep(0.2) -- its procedure ends with nobody to answer
  end)

  withserver("a peer that resets in the middle of our call", function(raw, peer)
    local outcome
    rpc.spawn(function() outcome = { peer:call("echo") } end)
    assert(raw:frame())
    raw.tcp:setoption("linger", { on = true, timeout = 0 })
    raw:close()
    harness.await(function() return outcome end)
    equal(outcome[1], nil)
    equal(peer.closed ~= nil, true)
  end)

  withserver("procedures that overflow the stack or raise what cannot be sent", function(raw)
    function rpc.procedures.deep() return 1 + rpc.procedures.deep() end
    function rpc.procedures.odd() error(print) end
    raw:write(frame(0, 1, luatobin.encode("deep")))
    equal(raw:frame():byte(7), 1)
    raw:write(frame(0, 2, luatobin.encode("odd")))
    equal(raw:frame():byte(7), 4)
  end)

  withserver("uploads are bounded", function(_, peer)
    for i = 1, 65536 do peer.uploads[i] = true end
    local dispatch = require "rpc.dispatch"
    local done, message = pcall(dispatch.find(peer, "__rpcbuildexec"), "return 1")
    equal(done, false)
    assert(message:match("^newexec: 65536 functions"), message)
  end)

  withserver("signatures from afar are bounded", function(_, peer)
    for i = 1, 4096 do peer.references:declare("f" .. i, "#t") end
    equal(pcall(peer.references.declare, peer.references, "g", "#t"), false)
  end)
end
