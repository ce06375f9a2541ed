-- Objects by reference: those of Lua's that the host holds, and what stands here for those of the host's. Both go by
-- numbers. What is not passed as it is says so by its metatable:
--
--   __reference   the object that goes out, by reference, in place of the table: a table, function, userdata or thread
--   __bytecode    a string: a function as it travels, which is not loaded

local prelude = ...

local format, next, rawget, rawset, setmetatable, type = string.format, next, rawget, rawset, setmetatable, type
local concat, getmetatable = table.concat, debug.getmetatable

-- The host's objects. Each has one stand-in while Lua holds it, whose methods ask the host.
local standins = setmetatable({}, { __mode = "v" }) -- by number
local numbers = setmetatable({}, { __mode = "k" }) -- by stand-in
local known = {} -- the numbers that the host still keeps an object under

local Standin = { __metatable = "object" }

function Standin.__index(object, name)
  if type(name) ~= "string" then return nil end
  local function method(_, ...) return prelude.invoke(object, name, ...) end
  rawset(object, name, method)
  return method
end

function Standin.__tostring(object)
  return format("remote object %d", numbers[object] or 0)
end

function prelude.standin(number)
  local object = standins[number]
  if not object then
    object = setmetatable({}, Standin)
    standins[number], numbers[object], known[number] = object, number, true
  end
  return object
end

-- The numbers of the host's objects that nobody here holds any more, with blanks between.
function prelude.sweep()
  local gone = {}
  for number in next, known do
    if not standins[number] then gone[#gone + 1] = format("%d", number) end
  end
  for i = 1, #gone do known[gone[i] + 0] = nil end
  return concat(gone, " ")
end

-- Lua's objects, by number while the host holds them. An object keeps its number as long as it lives.
local objects, lastobject = {}, 0
local handed = setmetatable({}, { __mode = "k" })

function prelude.object(number)
  return objects[number]
end

function prelude.dropobject(number)
  objects[number] = nil
end

local function hand(object)
  local number = handed[object]
  if not number then
    lastobject = lastobject + 1
    number = lastobject
    handed[object] = number
  end
  objects[number] = object
  return number
end

-- Functions of elsewhere.
function prelude.bytecodevalue(bytes)
  return setmetatable({}, { __bytecode = bytes })
end

-- What is told apart from what is equal to it.
local REFERABLE = { table = true, ["function"] = true, userdata = true, thread = true }

-- The bytecode that a table stands for; or true if it stands for an object; or nil.
function prelude.standsfor(t)
  local metatable = getmetatable(t)
  if not metatable then return nil end
  if numbers[t] or REFERABLE[type(rawget(metatable, "__reference"))] then return true end
  local bytecode = rawget(metatable, "__bytecode")
  return type(bytecode) == "string" and bytecode or nil
end

-- The number of the object that a table stands for: negative if it is Lua's.
function prelude.numberof(t)
  return numbers[t] or -hand(rawget(getmetatable(t), "__reference"))
end
