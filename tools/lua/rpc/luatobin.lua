-- luatobin: Lua values as bytes.
--
--   00                        nil          05 count:u16 (key value)*   table
--   01 00|01                  boolean      06 length:u16 bytes         function, as Lua 5.1 bytecode
--   03 float64                number       07 int32                    number
--   04 length:u16 bytes       string       14 number:u16               an object of this value again
--
-- Strings, tables and functions are numbered from 1 in the order in which they appear in one top-level value, a table
-- before what it holds. All numbers are big-endian.
--
-- Errors are strings that begin with a stable code: "depth: 65 (expected: <= 64) at byte 192".

local codec = require "rpc.codec"
local compat = require "rpc.compat"
local numbers = require "rpc.numbers"

local byte, char, sub, next = string.byte, string.char, string.sub, next
local int32, double, uint16 = numbers.int32, numbers.double, numbers.uint16
local readint32, readdouble, readuint16 = numbers.readint32, numbers.readdouble, numbers.readuint16
local isint32 = numbers.isint32
local fail, put, need, checkkey = codec.fail, codec.put, codec.need, codec.checkkey

local MAX_LENGTH = 65534    -- bytes of a string or function, pairs of a table
local MINE, YOURS = 33, 63  -- '!' and '?'
local MAX_REFERENCE = 65535 -- the highest object number that two bytes can name

local luatobin = {
  name = "luatobin",
  maxdepth = 64,       -- tables in tables
  maxnodes = 1000000,  -- values in one top-level value
  maxsize = 16777216,  -- bytes of one top-level value, when written: past the last reference all is written in full
}

-- Lua 5.1 bytecode held as a value: what decoding with `bytecode = "raw"` gives for a function, and what any
-- interpreter can send as one.
local Bytecode = { __rpckind = "function" }
Bytecode.__index = Bytecode

function luatobin.bytecode(bytes)
  return setmetatable({ bytes = bytes }, Bytecode)
end

-- Encoding ------------------------------------------------------------------------------------------------------------

-- Each writer appends its pieces to `state` and is called with a value that has not occurred before.
local write

-- Gives an object its number. Past the last number that can be named it stays without one, and is written in full
-- each time that it occurs.
local function enumerate(state, object)
  local number = state.objects + 1
  state.objects = number
  if number <= MAX_REFERENCE then state.seen[object] = number end
end

local writers = {}

writers["nil"] = function(state) put(state, "\0") end

writers["boolean"] = function(state, value) put(state, value and "\1\1" or "\1\0") end

writers["number"] = function(state, value)
  if isint32(value) then return put(state, "\7" .. int32(value)) end
  if not numbers.isexact(value) then fail("integer-range", value, "an integer that a double can hold") end
  put(state, "\3" .. double(value))
end

writers["string"] = function(state, value)
  local length = #value
  if length > MAX_LENGTH then fail("string-limit", length, "<= " .. MAX_LENGTH) end
  enumerate(state, value)
  put(state, char(4, (length - length % 256) / 256, length % 256))
  put(state, value)
end

local function writecode(state, value, code)
  if #code > MAX_LENGTH then fail("function-limit", #code, "<= " .. MAX_LENGTH) end
  enumerate(state, value)
  put(state, "\6" .. uint16(#code))
  put(state, code)
end

writers["function"] = function(state, value)
  if not state.functions or not compat.is51 then
    fail("unencodable", "function", "nil, boolean, number, string or table")
  end
  local dumped, code = pcall(string.dump, value)
  if not dumped then fail("unencodable", "function written in C", "one written in Lua") end
  writecode(state, value, code)
end

writers["table"] = function(state, value, depth)
  local metatable = getmetatable(value)
  if metatable == Bytecode then return writecode(state, value, value.bytes) end
  if type(metatable) == "table" and rawget(metatable, "__rpckind") then
    fail("unencodable", metatable.__rpckind .. " inside a value", "a plain table")
  end
  if state.open[value] then fail("reference-limit", state.objects, "a cycle through the first " .. MAX_REFERENCE) end
  if depth >= luatobin.maxdepth then fail("depth", depth + 1, "<= " .. luatobin.maxdepth) end

  enumerate(state, value)
  state.open[value] = true
  put(state, "")
  local head, count = state.pieces, 0
  -- Not `for key, element in next, value`: LuaJIT of 2021 and early 2022, Debian 12's among them, can end such a loop
  -- too early once it is hot and calls what has loops of its own.
  local key, element = next(value)
  while key ~= nil do
    count = count + 1
    if count > MAX_LENGTH then fail("table-limit", "> " .. MAX_LENGTH, "<= " .. MAX_LENGTH) end
    write(state, key, depth + 1)
    write(state, element, depth + 1)
    key, element = next(value, key)
  end
  state[head] = "\5" .. uint16(count)
  state.open[value] = nil
end

function write(state, value, depth)
  local number = state.seen[value]
  if number then return put(state, "\20" .. uint16(number)) end
  state.nodes = state.nodes - 1
  if state.nodes < 0 then fail("nodes", "> " .. luatobin.maxnodes, "<= " .. luatobin.maxnodes) end
  local writer = writers[type(value)]
  if not writer then fail("unencodable", type(value), "nil, boolean, number, string or table") end
  return writer(state, value, depth)
end

-- The bytes of one value, at most `maxsize`. With `functions`, Lua 5.1 writes a function as its bytecode, without its
-- upvalues.
function luatobin.encode(value, functions, maxsize)
  if value == nil then return "\0" end
  local state = {
    pieces = 0,
    size = 0,
    maxsize = maxsize or luatobin.maxsize,
    objects = 0,
    seen = {}, -- object -> number
    open = {}, -- tables that are being written
    nodes = luatobin.maxnodes,
    functions = functions,
  }
  write(state, value, 0)
  return table.concat(state, "", 1, state.pieces)
end

-- Decoding ------------------------------------------------------------------------------------------------------------

-- Each reader takes the position after its tag and returns the value and the position after it.
local read

-- The length at `pos`, checked against its limit and against the bytes that are there.
local function readlength(bytes, pos, code, size)
  need(bytes, pos, 2)
  local length = readuint16(bytes, pos)
  if length > MAX_LENGTH then fail(code, length, "<= " .. MAX_LENGTH, pos) end
  need(bytes, pos + 2, length * size)
  return length
end

local function remember(state, object)
  local number = state.objects + 1
  state.objects, state[number] = number, object
end

local readers = {}

readers[0] = function(_, pos) return nil, pos end

readers[1] = function(bytes, pos)
  need(bytes, pos, 1)
  local flag = byte(bytes, pos)
  if flag > 1 then fail("bad-boolean", flag, "0 or 1", pos) end
  return flag == 1, pos + 1
end

readers[3] = function(bytes, pos)
  need(bytes, pos, 8)
  return readdouble(bytes, pos), pos + 8
end

readers[4] = function(bytes, pos, state)
  local length = readlength(bytes, pos, "string-limit", 1)
  local value = sub(bytes, pos + 2, pos + 1 + length)
  remember(state, value)
  return value, pos + 2 + length
end

readers[5] = function(bytes, pos, state, depth)
  if depth >= luatobin.maxdepth then fail("depth", depth + 1, "<= " .. luatobin.maxdepth, pos - 1) end
  local count = readlength(bytes, pos, "table-limit", 2)
  pos = pos + 2
  local result = {}
  remember(state, result)
  for _ = 1, count do
    local start, key, element = pos, nil, nil
    key, pos = read(bytes, pos, state, depth + 1)
    checkkey(key, start)
    element, pos = read(bytes, pos, state, depth + 1)
    result[key] = element
  end
  return result, pos
end

readers[6] = function(bytes, pos, state)
  if not state.bytecode then fail("bytecode-refused", "function", "a peer that allows bytecode", pos - 1) end
  local length = readlength(bytes, pos, "function-limit", 1)
  local code = sub(bytes, pos + 2, pos + 1 + length)
  local value, message
  if state.bytecode == "raw" then
    value = luatobin.bytecode(code)
  elseif not compat.is51 then
    fail("bytecode-refused", "Lua 5.1 function", "source text; this peer runs " .. compat.version, pos - 1)
  else
    value, message = compat.load(code, "=rpc", _G)
    if not value or byte(code) ~= 27 then fail("bytecode-refused", message or "text", "Lua 5.1 bytecode", pos - 1) end
  end
  remember(state, value)
  return value, pos + 2 + length
end

readers[7] = function(bytes, pos)
  need(bytes, pos, 4)
  return readint32(bytes, pos), pos + 4
end

readers[20] = function(bytes, pos, state)
  need(bytes, pos, 2)
  local number = readuint16(bytes, pos)
  if number == 0 or number > state.objects then
    fail("bad-reference", number, "1 to " .. state.objects .. ", the objects so far", pos)
  end
  return state[number], pos + 2
end

function read(bytes, pos, state, depth)
  local tag = byte(bytes, pos)
  if not tag then fail("truncated", "0 bytes left", "a value", pos) end
  local reader = readers[tag]
  if not reader then fail("unknown-tag", tag, "0, 1, 3 to 7 or 20", pos) end
  state.nodes = state.nodes - 1
  if state.nodes < 0 then fail("nodes", "> " .. luatobin.maxnodes, "<= " .. luatobin.maxnodes, pos) end
  return reader(bytes, pos + 1, state, depth)
end

-- The value at `pos` and the position after it. `bytecode` says what becomes of a function: refused (nil), loaded
-- (true, on Lua 5.1 only), or held as it is ("raw").
function luatobin.decode(bytes, pos, bytecode)
  return read(bytes, pos or 1, { objects = 0, nodes = luatobin.maxnodes, bytecode = bytecode }, 0)
end

-- Items: what a whole parameter or result may be ------------------------------------------------------------------------
--
--   21 number:int32   '!'  an object of the sender's
--   3f number:int32   '?'  the receiver's own object, back again

-- The bytes of an object's number; the mark is "!" or "?".
function luatobin.encodeobject(mark, number)
  return mark .. int32(number)
end

-- As `decode`; an object is its number, and the third result is its mark.
function luatobin.decodeitem(bytes, pos, bytecode)
  local tag = byte(bytes, pos)
  if tag ~= MINE and tag ~= YOURS then return luatobin.decode(bytes, pos, bytecode) end
  if #bytes < pos + 4 then fail("truncated", #bytes - pos .. " bytes left", "4", pos + 1) end
  return readint32(bytes, pos + 1), pos + 5, char(tag)
end

-- Whether what a call begins with is a name in this form.
function luatobin.beginsname(tag)
  return tag == 4
end

-- The one value that all of `bytes` make.
function luatobin.decodeone(bytes, bytecode)
  local value, pos = luatobin.decode(bytes, 1, bytecode)
  if pos <= #bytes then fail("trailing-bytes", #bytes - pos + 1, "0", pos) end
  return value
end

return luatobin
