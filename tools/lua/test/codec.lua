-- The codec beyond what the vectors hold.

local compat = require "rpc.compat"
local harness = require "test.harness"
local luatobin = require "rpc.luatobin"
local numbers = require "rpc.numbers"
local socket = require "socket"
local tagged = require "test.tagged"

local check, equal = harness.check, harness.equal

return function()
  check("doubles survive, whatever their bits", function()
    math.randomseed(7)
    for _ = 1, 20000 do
      local bytes = {}
      for i = 1, 8 do bytes[i] = string.char(math.random(0, 255)) end
      bytes = table.concat(bytes)
      local value = numbers.readdouble(bytes, 1)
      if value == value then equal(tagged.hex(numbers.double(value)), tagged.hex(bytes)) end
    end
  end)

  check("int32 survives", function()
    for _, value in ipairs { 0, 1, -1, 255, 256, -256, 65535, -65536, 2147483647, -2147483648, 305419896 } do
      equal(numbers.readint32(numbers.int32(value), 1), value)
    end
  end)

  check("functions of Lua 5.1 run after the journey", function()
    if not compat.is51 then error("skip: only Lua 5.1 has this bytecode", 0) end
    local bytes = luatobin.encode(function(a, b) return a * b end, true)
    equal(luatobin.decodeone(bytes, true)(6, 7), 42)
  end)

  check("functions are refused unless allowed", function()
    local done, message = pcall(luatobin.encode, function() end)
    equal(done, false)
    equal(message:match("^%w+"), "unencodable")
    done, message = pcall(luatobin.encode, print, true)
    equal(done, false)
    equal(message:match("^%w+"), "unencodable")
  end)

  check("source text in place of bytecode is refused", function()
    local done, message = pcall(luatobin.decodeone, "\6\0\8return 1", true)
    equal(done, false)
    equal(message:match("^[%w-]+"), "bytecode-refused")
  end)

  check("userdata, threads and protected metatables", function()
    for _, value in ipairs { io.stdout, coroutine.create(function() end) } do
      equal(pcall(luatobin.encode, value), false)
    end
    for _, lock in ipairs { "locked", 42, false } do
      equal(luatobin.encode(setmetatable({}, { __metatable = lock })), "\5\0\0")
    end
  end)

  check("metamethods play no part", function()
    local value = setmetatable({ 1 }, { __pairs = error, __index = error, __len = error })
    equal(luatobin.decodeone(luatobin.encode(value))[1], 1)
  end)

  check("65,000 strings in one table take no quadratic time", function()
    local value = {}
    for i = 1, 65000 do value[i] = "key " .. i end
    local begin = socket.gettime()
    local back = luatobin.decodeone(luatobin.encode(value))
    assert(socket.gettime() - begin < 5, "too slow")
    equal(back[65000], "key 65000")
  end)

  check("a small value that would be written as a big one is refused in time", function()
    local value, big = { {}, {} }, ("x"):rep(65000)
    for i = 1, 65534 do value[1][i] = "filler " .. i end
    for i = 1, 60000 do value[2]["key " .. i] = big .. i % 10 end
    local done, message = pcall(luatobin.encode, value)
    equal(done, false)
    equal(message:match("^%w+"), "size")
  end)

  check("tables are written whole, however hot the loop", function()
    local shared = { 1, 2, 3, 4, 5 }
    local value = { a = shared, b = { 1, { 2 }, x = 1 }, c = shared, d = { y = { z = {} } }, e = shared }
    for _ = 1, 20000 do
      local back = luatobin.decodeone(luatobin.encode(value))
      equal(back.a[5] + back.b.x + #back.e, 11)
      equal(back.a, back.c)
      equal(type(back.d.y.z), "table")
    end
  end)

  check("every value that is cut fails", function()
    local bytes = luatobin.encode { "a", { true, 1.5, [false] = "a" }, n = 7 }
    for i = 0, #bytes - 1 do
      local done, message = pcall(luatobin.decodeone, bytes:sub(1, i))
      equal(done, false)
      equal(message:match("^%w+"), "truncated")
    end
  end)
end
