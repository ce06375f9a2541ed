-- The notation of the vector files: hex to bytes, tagged JSON to values, and equality of values as graphs.

local json = require "test.json"
local luatobin = require "rpc.luatobin"

local tagged = {}

-- Bytes ---------------------------------------------------------------------------------------------------------------

local function unhex(hex)
  return (hex:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end))
end

-- The bytes that a row writes as hex, or as { parts = { { hex, times }, … } } with ######## for the repetition.
function tagged.bytes(hex)
  if type(hex) == "string" then return unhex(hex) end
  local pieces = {}
  for _, part in ipairs(hex.parts) do
    if part[1]:find("#", 1, true) then
      for i = 1, part[2] do pieces[#pieces + 1] = unhex((part[1]:gsub("########", ("%08x"):format(i)))) end
    else
      pieces[#pieces + 1] = unhex(part[1]):rep(part[2])
    end
  end
  return table.concat(pieces)
end

function tagged.hex(bytes)
  return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

-- Values --------------------------------------------------------------------------------------------------------------

local DOUBLES = { nan = 0 / 0, inf = math.huge, ["-inf"] = -math.huge }

-- A literal -0.0 would share its place with 0 in the constants of Lua 5.1.
local function double(text)
  if text == "-0" then return -1 / math.huge end
  return DOUBLES[text] or tonumber(text) + 0.0
end

local function integer(text)
  local value = math.tointeger and math.tointeger(tonumber(text))
  if not value then error("skip: no 64-bit integers here", 0) end
  return value
end

local ELEMENTS = {
  integer = function(i) return i end,
  string = function(i) return unhex(("%08x"):format(i)) end,
  loop = function()
    local loop = {}
    loop[1] = loop
    return loop
  end,
}

local build

local function fill(element, count)
  local make = type(element) == "table" and ELEMENTS[element.index] or function() return element end
  local result = {}
  for i = 1, count do result[i] = make(i) end
  return result
end

local function nest(count)
  local result = {}
  for _ = 2, count do result = { result } end
  return result
end

-- Tables of one value are numbered in the order in which they are met; a short form that cannot be referred to makes
-- none.
local function buildtable(node, state)
  local result = {}
  state.count = state.count + 1
  state.tables[state.count] = result
  for _, pair in ipairs(node.table) do
    local key = build(pair[1], state)
    if key == nil or key ~= key then error("skip: no such key in Lua", 0) end
    result[key] = build(pair[2], state)
  end
  return result
end

function build(node, state)
  if node == json.null then return nil end
  if type(node) ~= "table" then return node end
  if node.table then return buildtable(node, state) end
  if node.ref then return state.tables[node.ref] end
  if node.double then return double(node.double) end
  if node.bytes then return unhex(node.bytes) end
  if node["function"] then
    local code = tagged.bytes(node["function"])
    state.codes[code] = state.codes[code] or luatobin.bytecode(code)
    return state.codes[code]
  end
  if node["repeat"] then return build(node["repeat"][1], state):rep(node["repeat"][2]) end
  if node.fill then return fill(node.fill[1], node.fill[2]) end
  if node.nest then return nest(node.nest) end
  if node.integer then return integer(node.integer) end
  if node.mine then return state.objects.mine(node.mine) end
  if node.yours then return state.objects.yours(node.yours) end
  error("tagged JSON of no known kind", 0)
end

-- The value that tagged JSON stands for; objects.mine(n) and objects.yours(n) make what stands for objects.
function tagged.value(node, objects)
  return build(node, { count = 0, tables = {}, codes = {}, objects = objects })
end

-- Whether a value holds no table with two pairs or more, so that its bytes are known.
function tagged.isordered(value, seen)
  if type(value) ~= "table" or getmetatable(value) then return true end
  seen = seen or {}
  if seen[value] then return true end
  seen[value] = true
  local key, element = next(value)
  if key == nil then return true end
  return next(value, key) == nil and tagged.isordered(key, seen) and tagged.isordered(element, seen)
end

-- Equality ------------------------------------------------------------------------------------------------------------

local same

-- pairs, but not the loop that LuaJIT can end too early (see rpc/luatobin.lua).
local function each(tbl)
  return function(_, key) return next(tbl, key) end
end

local function samecode(a, b)
  return getmetatable(a) and getmetatable(a) == getmetatable(b) and rawget(a, "bytes") and a.bytes == b.bytes
end

-- Matches the pairs of `a` and `b` whose keys are tables, by trying.
local function samekeys(akeys, bkeys, i, a, b, state)
  local key = akeys[i]
  if key == nil then return true end
  for j, candidate in each(bkeys) do
    local there, back = {}, {}
    for k, v in each(state.there) do there[k] = v end
    for k, v in each(state.back) do back[k] = v end
    local trial = { there = there, back = back, zero = state.zero }
    if same(key, candidate, trial) and same(a[key], b[candidate], trial) then
      bkeys[j] = nil
      if samekeys(akeys, bkeys, i + 1, a, b, trial) then
        state.there, state.back = trial.there, trial.back
        return true
      end
      bkeys[j] = candidate
    end
  end
  return false
end

local function sametables(a, b, state)
  if state.there[a] or state.back[b] then return state.there[a] == b and state.back[b] == a end
  state.there[a], state.back[b] = b, a
  if getmetatable(a) or getmetatable(b) then return samecode(a, b) or rawequal(a, b) end
  local akeys, bkeys = {}, {}
  local acount, bcount = 0, 0
  for key in each(b) do
    bcount = bcount + 1
    if type(key) == "table" then bkeys[#bkeys + 1] = key end
  end
  for key, element in each(a) do
    acount = acount + 1
    if type(key) == "table" then
      akeys[#akeys + 1] = key
    elseif b[key] == nil or not same(element, b[key], state) then
      return false
    end
  end
  return acount == bcount and #akeys == #bkeys and samekeys(akeys, bkeys, 1, a, b, state)
end

function same(a, b, state)
  if type(a) ~= type(b) then return false end
  if type(a) == "table" then return sametables(a, b, state) end
  if a ~= a then return b ~= b end
  if a == 0 and b == 0 and not state.zero then return 1 / a == 1 / b or math.type ~= nil and 1 / a > 0 and 1 / b > 0 end
  return a == b
end

-- Whether two values are equal as graphs; with `zero`, -0.0 equals 0.
function tagged.same(a, b, zero)
  return same(a, b, { there = {}, back = {}, zero = zero })
end

return tagged
