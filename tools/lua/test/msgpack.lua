-- MessagePack beyond what the vectors hold: which codec a connection speaks, and what the interpreters' numbers make of it.

local compat = require "rpc.compat"
local harness = require "test.harness"
local luatobin = require "rpc.luatobin"
local msgpack = require "rpc.msgpack"
local rpc = require "rpc"
local tagged = require "test.tagged"

local check, equal = harness.check, harness.equal

local function code(body, ...)
  local done, message = pcall(body, ...)
  equal(done, false)
  return tostring(message):match("^[%w-]+")
end

local function withpeers(options, body)
  local server = assert(rpc.newserveronly("127.0.0.1", 0))
  local client = assert(rpc.newclient("127.0.0.1", server.port, options))
  local done, message = pcall(body, client, server)
  client:close()
  server:close()
  if not done then error(message, 0) end
end

return function()
  check("numbers survive, whatever they are", function()
    math.randomseed(11)
    for _ = 1, 20000 do
      local value = math.random(-2147483648, 2147483647) * 2 ^ math.random(-60, 60)
      equal(msgpack.decodeone(msgpack.encode(value)), value)
      value = math.random(0, 2147483647) % 2 ^ math.random(1, 31)
      equal(msgpack.decodeone(msgpack.encode(value)), value)
      equal(msgpack.decodeone(msgpack.encode(-value)), -value)
    end
    for power = 0, 53 do
      for _, value in ipairs { 2 ^ power - 1, 2 ^ power, 1 - 2 ^ power, -2 ^ power } do
        equal(msgpack.decodeone(msgpack.encode(value)), value)
      end
    end
  end)

  check("where all numbers are doubles, whole ones are integers on the wire", function()
    if math.type then error("skip: integers have a type of their own", 0) end
    equal(tagged.hex(msgpack.encode(2 ^ 53)), "cf0020000000000000")
    equal(tagged.hex(msgpack.encode(-2 ^ 53)), "d3ffe0000000000000")
    equal(tagged.hex(msgpack.encode(2 ^ 54)), "cb4350000000000000")
    equal(tagged.hex(msgpack.encode(-1 / math.huge)), "cb8000000000000000")
    equal(code(msgpack.decodeone, tagged.bytes "cf0020000000000001"), "integer-range")
    equal(code(msgpack.decodeone, tagged.bytes "d3ffdfffffffffffff"), "integer-range")
    equal(msgpack.decodeone(tagged.bytes "d38000000000000000"), -2 ^ 63)
  end)

  check("where integers have a type, they and floats stay apart", function()
    if not math.type then error("skip: all numbers are doubles", 0) end
    equal(tagged.hex(msgpack.encode(math.maxinteger)), "cf7fffffffffffffff")
    equal(msgpack.decodeone(msgpack.encode(math.mininteger)), math.mininteger)
    equal(math.type(msgpack.decodeone(msgpack.encode(3))), "integer")
    equal(math.type(msgpack.decodeone(msgpack.encode(3.0))), "float")
    equal(math.type(msgpack.decodeone(tagged.bytes "cf8000000000000000")), "float")
  end)

  check("a table that occurs twice is written twice", function()
    local shared = { 1 }
    equal(tagged.hex(msgpack.encode { shared, shared }), "9291019101")
  end)

  check("values without a form", function()
    for _, value in ipairs { io.stdout, coroutine.create(function() end), print, luatobin.bytecode "x" } do
      equal(code(msgpack.encode, value), "unencodable")
      equal(code(msgpack.encode, { value }), "unencodable")
    end
    local self = {}
    self.self = self
    equal(code(msgpack.encode, self), "cycle")
    local bomb = {}
    for _ = 1, 60 do bomb = { bomb, bomb } end
    equal(code(msgpack.encode, bomb), "size-limit")
  end)

  check("every value that is cut fails", function()
    local bytes = msgpack.encode { "a", { true, 1.5, [false] = ("b"):rep(40) }, n = 70000, "\255" }
    for i = 0, #bytes - 1 do equal(code(msgpack.decodeone, bytes:sub(1, i)), "truncated") end
  end)

  check("a server answers, and calls, in the codec of the first call", function()
    withpeers({ codec = "msgpack" }, function(client, server)
      local long = ("x"):rep(100000)
      equal(client:call("echo", long), long)
      equal(client:eval("config.net.ports.2"), 443)
      equal(client:newexec("local a = ... return a * 2")(21), 42)
      equal(client:call("callback_twice", 5), "server5")
      equal(client:call("newcounter", 1):add(2), 3)
      equal(server:connections()[1]:call("add", 1, 2), 3)
      equal(select("#", client:call("multi")), 3)
      equal(select(2, pcall(client.call, client, "failtable")).code, 42)
    end)
    withpeers(nil, function(client, server)
      equal(client:call("add", 1, 2), 3)
      equal(server:connections()[1]:call("add", 1, 2), 3)
      equal(code(client.call, client, "echo", ("x"):rep(100000)), "string-limit")
    end)
  end)

  check("a call that begins as no name does tells nothing", function()
    withpeers(nil, function(_, server)
      local raw = harness.connect(server)
      raw:write(tagged.bytes "000000000000000100000001c0")
      for _ = 1, 2 do equal(assert(raw:frame()):byte(7), 1) end
      raw:write(tagged.bytes "000200000006a46563686f07")
      equal(tagged.hex(assert(raw:frame())), "0102000000020007")
      raw:write(tagged.bytes "0003000000070400046563686f")
      equal(assert(raw:frame()):byte(7), 1)
      raw:close()
    end)
  end)

  check("an unknown codec is an error at once", function()
    local done, message = pcall(rpc.newclient, "127.0.0.1", 1, { codec = "morse" })
    equal(done, false)
    equal(message:match("codec: .*"), "codec: morse (expected: luatobin or msgpack)")
    equal(compat.pack(pcall(rpc.newserveronly, "127.0.0.1", 0, { codec = 7 }))[1], false)
  end)
end
