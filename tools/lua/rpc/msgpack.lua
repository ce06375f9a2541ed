-- MessagePack: Lua values as bytes, for peers that want 64-bit integers, long strings and binary.
--
--   00-7f e0-ff cc-cf d0-d3   integer, in the smallest form that holds it     c0       nil
--   cb float64                any other number                                c2 c3    boolean
--   a0-bf d9-db               string that is UTF-8                            c4-c6    any other string
--   90-9f dc dd               table with the keys 1..n and no others          80-8f de df  any other table
--   c7 05 4f mark number:i32  an object, as a whole parameter or result
--
-- Tables have no identity here: one that occurs twice is written twice, and one that is inside of itself is refused.
-- Where all numbers are doubles (5.1, 5.2, LuaJIT), whole ones up to 2^53 are written as integers, and an integer that
-- no double is equal to is refused when it is read.
--
-- Errors are strings that begin with a stable code, as those of luatobin do.

local codec = require "rpc.codec"
local numbers = require "rpc.numbers"
local utf8 = require "rpc.utf8"

local byte, char, next, rawget, sub = string.byte, string.char, next, rawget, string.sub
local uint16, uint32 = numbers.uint16, numbers.uint32
local fail, put, need, checkkey = codec.fail, codec.put, codec.need, codec.checkkey

local OBJECT = 79 -- 'O', the type of the one extension

local msgpack = {
  name = "msgpack",
  maxdepth = 64,       -- tables in tables
  maxnodes = 1000000,  -- values in one payload
  maxsize = 16777216,  -- bytes of one top-level value, when written
}

-- Encoding ------------------------------------------------------------------------------------------------------------

local write

local function integer(value)
  if value >= 0 then
    if value < 128 then return char(value) end
    if value < 256 then return char(0xcc, value) end
    if value < 65536 then return "\205" .. uint16(value) end
    if value < 4294967296 then return "\206" .. uint32(value) end
    return "\207" .. numbers.int64(value)
  end
  if value >= -32 then return char(256 + value) end
  if value >= -128 then return char(0xd0, 256 + value) end
  if value >= -32768 then return "\209" .. uint16(65536 + value) end
  if value >= -2147483648 then return "\210" .. numbers.int32(value) end
  return "\211" .. numbers.int64(value)
end

local function counted(head16, head32, count)
  if count < 65536 then return head16 .. uint16(count) end
  return head32 .. uint32(count)
end

local function stringhead(value)
  local length = #value
  if utf8.valid(value) then
    if length < 32 then return char(0xa0 + length) end
    if length < 256 then return char(0xd9, length) end
    return counted("\218", "\219", length)
  end
  if length < 256 then return char(0xc4, length) end
  return counted("\197", "\198", length)
end

local writers = {}

writers["nil"] = function(state) put(state, "\192") end

writers["boolean"] = function(state, value) put(state, value and "\195" or "\194") end

writers["number"] = function(state, value)
  put(state, numbers.isinteger(value) and integer(value) or "\203" .. numbers.double(value))
end

writers["string"] = function(state, value)
  put(state, stringhead(value))
  put(state, value)
end

-- The number of pairs, and whether their keys are 1..n. (For the kind of loop see luatobin.lua.)
local function measure(value)
  local count, key = 0, next(value)
  while key ~= nil do
    count, key = count + 1, next(value, key)
  end
  for i = 1, count do
    if rawget(value, i) == nil then return count, false end
  end
  return count, true
end

local function writelist(state, value, count, depth)
  put(state, count < 16 and char(0x90 + count) or counted("\220", "\221", count))
  for i = 1, count do write(state, rawget(value, i), depth + 1) end
end

local function writemap(state, value, count, depth)
  put(state, count < 16 and char(0x80 + count) or counted("\222", "\223", count))
  local key, element = next(value)
  while key ~= nil do
    write(state, key, depth + 1)
    write(state, element, depth + 1)
    key, element = next(value, key)
  end
end

writers["table"] = function(state, value, depth)
  local metatable = getmetatable(value)
  if type(metatable) == "table" and rawget(metatable, "__rpckind") then
    fail("unencodable", metatable.__rpckind .. " inside a value", "a plain table")
  end
  if state.open[value] then fail("cycle", "a table inside of itself", "a tree") end
  if depth >= msgpack.maxdepth then fail("depth", depth + 1, "<= " .. msgpack.maxdepth) end
  state.open[value] = true
  local count, islist = measure(value)
  if islist then writelist(state, value, count, depth) else writemap(state, value, count, depth) end
  state.open[value] = nil
end

function write(state, value, depth)
  local writer = writers[type(value)]
  if not writer then fail("unencodable", type(value), "nil, boolean, number, string or table") end
  return writer(state, value, depth)
end

-- The bytes of one value, at most `maxsize`. Functions have no form here, whatever the second argument says.
function msgpack.encode(value, _, maxsize)
  local state = { pieces = 0, size = 0, maxsize = maxsize or msgpack.maxsize, open = {} }
  write(state, value, 0)
  return table.concat(state, "", 1, state.pieces)
end

-- The bytes of an object's number; the mark is "!" or "?".
function msgpack.encodeobject(mark, number)
  return char(0xc7, 5, OBJECT) .. mark .. numbers.int32(number)
end

-- Decoding ------------------------------------------------------------------------------------------------------------

-- Each reader takes the position after its tag and returns the value and the position after it.
local read

local function readuint8(bytes, pos) return byte(bytes, pos) end

local function readint8(bytes, pos)
  local value = byte(bytes, pos)
  return value < 128 and value or value - 256
end

local function readint16(bytes, pos)
  local value = numbers.readuint16(bytes, pos)
  return value < 32768 and value or value - 65536
end

-- By size in bytes: what reads a count.
local COUNTS = { readuint8, numbers.readuint16, nil, numbers.readuint32 }

local function readstring(bytes, pos, length)
  need(bytes, pos, length)
  return sub(bytes, pos, pos + length - 1), pos + length
end

-- Counts nodes before they are read. (All of a table at once: one at a time is slower. Never compiled: traces of Debian
-- 12's LuaJIT were seen to read a node more than that allows, now and then, once the loop around it was hot.)
local function count(state, nodes, pos)
  state.nodes = state.nodes - nodes
  if state.nodes < 0 then fail("nodes", "> " .. msgpack.maxnodes, "<= " .. msgpack.maxnodes, pos) end
end
if rawget(_G, "jit") then jit.off(count) end

local function enter(bytes, pos, nodes, state, depth)
  if depth >= msgpack.maxdepth then fail("depth", depth + 1, "<= " .. msgpack.maxdepth, pos - 1) end
  need(bytes, pos, nodes)
  count(state, nodes, pos - 1)
end

local function readlist(bytes, pos, elements, state, depth)
  enter(bytes, pos, elements, state, depth)
  local result = {}
  for i = 1, elements do result[i], pos = read(bytes, pos, state, depth + 1) end
  return result, pos
end

local function readmap(bytes, pos, pairs, state, depth)
  enter(bytes, pos, 2 * pairs, state, depth)
  local result = {}
  for _ = 1, pairs do
    local start, key, element = pos, nil, nil
    key, pos = read(bytes, pos, state, depth + 1)
    checkkey(key, start)
    element, pos = read(bytes, pos, state, depth + 1)
    result[key] = element
  end
  return result, pos
end

-- An object's number, and its mark as a third result; every other extension is refused.
local function readextension(bytes, pos, length, _, depth)
  need(bytes, pos, 1 + length)
  local kind, mark = byte(bytes, pos), sub(bytes, pos + 1, pos + 1)
  if depth > 0 or kind ~= OBJECT or length ~= 5 or (mark ~= "!" and mark ~= "?") then
    fail("extension", ("type %d of %d bytes"):format(kind, length), "none but object references at top level", pos - 1)
  end
  return numbers.readint32(bytes, pos + 2), pos + 6, mark
end

local readers = {}

-- Reads what follows a count of `size` bytes.
local function withcount(tag, size, reader)
  local readcount = COUNTS[size]
  readers[tag] = function(bytes, pos, state, depth)
    need(bytes, pos, size)
    return reader(bytes, pos + size, readcount(bytes, pos), state, depth)
  end
end

-- Reads what follows a count that is in the tag itself.
local function within(first, last, count, reader)
  for tag = first, last do
    local n = count or tag - first
    readers[tag] = function(bytes, pos, state, depth) return reader(bytes, pos, n, state, depth) end
  end
end

local function number(tag, size, reader)
  readers[tag] = function(bytes, pos)
    need(bytes, pos, size)
    local value = reader(bytes, pos)
    if not value then fail("integer-range", size .. " bytes", "an integer that a number here can hold", pos - 1) end
    return value, pos + size
  end
end

local function constant(tag, value)
  readers[tag] = function(_, pos) return value, pos end
end

for tag = 0x00, 0x7f do constant(tag, tag) end
for tag = 0xe0, 0xff do constant(tag, tag - 256) end
constant(0xc0, nil)
constant(0xc2, false)
constant(0xc3, true)

within(0x80, 0x8f, nil, readmap)
within(0x90, 0x9f, nil, readlist)
within(0xa0, 0xbf, nil, readstring)
for i, size in ipairs { 1, 2, 4 } do
  withcount(0xc3 + i, size, readstring)    -- bin
  withcount(0xd8 + i, size, readstring)    -- str
  withcount(0xc6 + i, size, readextension)
end
for i, size in ipairs { 2, 4 } do
  withcount(0xdb + i, size, readlist)
  withcount(0xdd + i, size, readmap)
end
for i = 0, 4 do within(0xd4 + i, 0xd4 + i, 2 ^ i, readextension) end

number(0xca, 4, numbers.readfloat)
number(0xcb, 8, numbers.readdouble)
number(0xcc, 1, readuint8)
number(0xcd, 2, numbers.readuint16)
number(0xce, 4, numbers.readuint32)
number(0xcf, 8, numbers.readuint64)
number(0xd0, 1, readint8)
number(0xd1, 2, readint16)
number(0xd2, 4, numbers.readint32)
number(0xd3, 8, numbers.readint64)

function read(bytes, pos, state, depth)
  local tag = byte(bytes, pos)
  if not tag then fail("truncated", "0 bytes left", "a value", pos) end
  local reader = readers[tag]
  if not reader then fail("unknown-tag", tag, "any but 193", pos) end
  return reader(bytes, pos + 1, state, depth)
end

-- The value at `pos` and the position after it; an object is its number, and the third result is its mark. The nodes
-- are counted in `state`, which is the same for all values of a payload: they may take a single byte each.
function msgpack.decodeitem(bytes, pos, _, state)
  state = state or {}
  state.nodes = state.nodes or msgpack.maxnodes
  count(state, 1, pos)
  return read(bytes, pos, state, 0)
end

-- The one value that all of `bytes` make.
function msgpack.decodeone(bytes)
  local value, pos = msgpack.decodeitem(bytes, 1)
  if pos <= #bytes then fail("trailing-bytes", #bytes - pos + 1, "0", pos) end
  return value
end

-- Whether what a call begins with is a name in this form.
function msgpack.beginsname(tag)
  return tag >= 0xa0 and tag <= 0xbf or tag >= 0xd9 and tag <= 0xdb or tag >= 0xc4 and tag <= 0xc6
end

return msgpack
