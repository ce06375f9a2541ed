-- The library that code from elsewhere is offered: nothing that loads code, reaches files or other states, or sees the
-- host. What could take longer, or more memory, in one call than the hook can see is bounded.

local prelude = ...

local error, getmetatable, next, pairs, rawequal, rawget, select, setmetatable, tonumber, tostring, type =
  error, getmetatable, next, pairs, rawequal, rawget, select, setmetatable, tonumber, tostring, type
local find, format, gmatch, pack, rep = string.find, string.format, string.gmatch, string.pack, string.rep
local concat, insert, remove, sort = table.concat, table.insert, table.remove, table.sort
local collectgarbage, date = collectgarbage, os.date
local debuggetmetatable, getinfo = debug.getmetatable, debug.getinfo

local look, MAX_STRING = prelude.look, prelude.maxstring
local MAX_FORMAT, MAX_UNPACKED = 1000, 1e6

-- Those of `names` that the library has.
local function pick(library, names)
  local picked = {}
  for name in gmatch(names, "%S+") do picked[name] = library[name] end
  return picked
end

local function bounded(what, bytes)
  if bytes > MAX_STRING then
    error(format("%s: %.0f bytes (expected: <= %.0f)", what, bytes, MAX_STRING), 3)
  end
end

-- How long the strings are together.
local function total(...)
  local bytes, values = 0, { ... }
  for i = 1, select("#", ...) do
    if type(values[i]) == "string" then bytes = bytes + #values[i] end
  end
  return bytes
end

-- The same function, which looks at the limits when it is done.
local function looking(f)
  local function done(...)
    look()
    return ...
  end
  return function(...) return done(f(...)) end
end

local function makestring()
  local library = pick(string, "byte char len packsize sub unpack")
  for name, f in pairs(prelude.patterns) do library[name] = f end

  function library.rep(s, n, separator)
    local times = type(n) == "number" and n or tonumber(n) or 0
    local length = (type(s) == "string" or type(s) == "number") and #tostring(s) or 0
    if separator then length = length + #tostring(separator) end
    if times > 0 then bounded("rep", length * times) end
    look()
    if length == 0 and times > 0 then return "" end
    if separator then return rep(s, n, separator) end
    return rep(s, n)
  end

  function library.format(pattern, ...)
    bounded("format", total(...))
    return format(pattern, ...)
  end

  if pack then
    function library.pack(layout, ...)
      if type(layout) == "string" and (#layout > MAX_FORMAT or find(layout, "%d%d%d%d%d")) then
        error("pack: a long format (expected: at most " .. MAX_FORMAT .. " bytes, and numbers up to 9999)", 2)
      end
      bounded("pack", total(...))
      return pack(layout, ...)
    end
  end
  library.upper, library.lower, library.reverse = looking(string.upper), looking(string.lower), looking(string.reverse)
  return library
end

-- In 5.4 these ask metatables, which can make any length of any table.
local function plain(t, name)
  local metatable = prelude.dialect == "lua54" and type(t) == "table" and debuggetmetatable(t)
  if metatable and (rawget(metatable, "__len") or rawget(metatable, "__index") or rawget(metatable, "__newindex")) then
    error(name .. ": a table with a metatable (expected: a plain one)", 3)
  end
end

-- A comparison that is written in Lua, which the hook fires in.
local function makeordered(compare)
  if compare == nil then return function(a, b) return a < b end end
  if type(compare) ~= "function" then return compare end -- which sort refuses
  if getinfo(compare, "S").what ~= "C" then return compare end
  return function(a, b) return compare(a, b) end
end

local function maketable()
  local library = pick(table, "getn pack")
  library.unpack = table.unpack
  library.maxn = table.maxn and looking(table.maxn)

  function library.concat(t, separator, first, last)
    plain(t, "concat")
    if type(t) == "table" then
      local from, to = first or 1, last or #t
      local bytes, each = 0, type(separator) == "string" and #separator or 0
      for i = from, to do
        local value = rawget(t, i)
        if type(value) ~= "string" and type(value) ~= "number" then break end
        bytes = bytes + #tostring(value) + each
        if bytes > MAX_STRING then bounded("concat", bytes) end
      end
    end
    return concat(t, separator, first, last)
  end

  -- 5.1 moves as many elements as a place is away, whether or not they are there.
  local function checkplace(t, place, name)
    place = tonumber(place)
    if type(t) ~= "table" or not place then return end
    if not (place >= 0 and place <= #t + 1) then
      error(format("%s: place %.14g (expected: 1 to %d)", name, place, #t + 1), 3)
    end
  end

  function library.insert(t, ...)
    plain(t, "insert")
    if select("#", ...) > 1 then checkplace(t, (...), "insert") end
    look()
    return insert(t, ...)
  end

  function library.remove(t, ...)
    plain(t, "remove")
    checkplace(t, (...), "remove")
    look()
    return remove(t, ...)
  end

  function library.sort(t, compare)
    plain(t, "sort")
    return sort(t, makeordered(compare))
  end

  if table.move then
    function library.move(a, first, last, at, b)
      local target = b or a
      -- From the end where what is moved would be overwritten.
      local overlaps = at > first and at <= last and rawequal(target, a)
      local from, to, step = 0, last - first, 1
      if overlaps then from, to, step = to, 0, -1 end
      for i = from, to, step do target[at + i] = a[first + i] end
      return target
    end
  end
  return library
end

local function makeos()
  local library = pick(os, "time clock difftime")
  function library.date(pattern, time)
    if type(pattern) == "string" and #pattern > MAX_FORMAT then
      error(format("date: %d bytes (expected: <= %d)", #pattern, MAX_FORMAT), 2)
    end
    return date(pattern, time)
  end
  return library
end

local MAKERS = {
  string = makestring,
  table = maketable,
  math = function()
    return pick(math, "abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max min"
      .. " maxinteger mininteger mod modf pi pow rad random randomseed sin sinh sqrt tan tanh tointeger type ult")
  end,
  coroutine = function() return pick(prelude.coroutine, "close create isyieldable resume running status wrap yield") end,
  os = makeos,
}

local offered = {}
for name in gmatch(prelude.libraries, "%S+") do
  local make = MAKERS[name]
  if not make then error("library: " .. name .. " (expected: coroutine, math, os, string or table)", 0) end
  offered[name] = make()
end

-- Each environment has its own tables of functions: what it changes in them, it changes for itself.
function prelude.givelibraries(environment)
  for name, library in next, offered do
    local copy = {}
    for key, value in next, library do copy[key] = value end
    environment[name] = copy
  end
end

-- Methods of strings are the library's, whether or not it is offered; nobody holds this table.
local strings = debuggetmetatable("")
strings.__index = offered.string and makestring() or {}
strings.__metatable = "string"

local base = pick(_G, "assert error ipairs next pairs rawequal rawget rawlen rawset select tonumber tostring type"
  .. " unpack _VERSION")
base.getmetatable, base.pcall, base.xpcall = getmetatable, prelude.pcall, prelude.xpcall

-- What the host prints to is not for code from elsewhere.
function base.print() look() end

-- On 5.1 a count that an int does not hold passes for a small one, and the process is gone.
local unpack = base.unpack
if unpack then
  function base.unpack(t, first, last)
    local from, to = tonumber(first) or 1, tonumber(last) or type(t) == "table" and #t or 0
    if not (to - from < MAX_UNPACKED) then
      error(format("unpack: %.0f values (expected: < %.0f)", to - from + 1, MAX_UNPACKED), 2)
    end
    return unpack(t, first, last)
  end
end

function base.setmetatable(t, metatable)
  if type(metatable) == "table" and rawget(metatable, "__gc") ~= nil then
    error("setmetatable: __gc (expected: a metatable without a finalizer)", 2)
  end
  return setmetatable(t, metatable)
end

function base.collectgarbage(option)
  if option ~= "count" then
    error("collectgarbage: " .. tostring(option or "collect") .. " (expected: count)", 2)
  end
  return collectgarbage("count")
end

prelude.base = base
