-- What crosses a connection other than by copy: objects by reference, and functions as bytecode. The host knows both by
-- their metatables. What goes out by reference is decided here, for each connection by itself.

local host, shared = ...

local debug, error, getmetatable, loadstring, rawget, select, setmetatable, type =
  debug, error, getmetatable, loadstring, rawget, select, setmetatable, type
local byte, dump = string.byte, string.dump
local unpack = table.unpack or unpack

local FEW = 8 -- values, for which a table costs more than to go through them by select
local MAX_SIGNATURES = 4096 -- that a peer may declare
local REMOTE = "object" -- what getmetatable says of an object that lives elsewhere

local BYVALUE = { ["nil"] = true, boolean = true, number = true, string = true }

-- Whether functions of this interpreter are those of the protocol.
local is51 = _VERSION == "Lua 5.1" and not rawget(_G, "jit")

-- Whether there has been anything but copies: until then most values need not be looked at.
local referring = false

local function field(value, name)
  local metatable = getmetatable(value)
  return type(metatable) == "table" and rawget(metatable, name) or nil
end

local function ref(object)
  return setmetatable({}, { __reference = object, __rpckind = "reference" })
end

function shared.ref(object)
  if BYVALUE[type(object)] then
    error("ref: " .. type(object) .. " (expected: a table, function, userdata or thread)", 2)
  end
  return ref(object)
end

function shared.bytecode(bytes)
  if type(bytes) ~= "string" then error("bytecode: " .. type(bytes) .. " (expected: string)", 2) end
  return setmetatable({}, { __bytecode = bytes, __rpckind = "function" })
end

-- Signatures: known[function] and known[class][method] are lists of types.
local function signature(known, what, a, b)
  local types = b or a
  if type(types) ~= "table" then types = { types } end
  if type(what) ~= "string" or (b and type(a) ~= "string") then
    error("signature: " .. type(what) .. " (expected: a name and result types)", 0)
  end
  if not b then
    known[what] = types
  else
    known[what] = known[what] or {}
    known[what][a] = types
  end
  referring = true
end
shared.signature = signature

-- What a connection keeps of what went over it.
function shared.begin(connection)
  connection.handed = setmetatable({}, { __mode = "k" }) -- object -> class, or false
  connection.declared, connection.declarations = {}, 0
end

function shared.declare(connection, ...)
  connection.declarations = connection.declarations + 1
  if connection.declarations > MAX_SIGNATURES then
    error(("signature: %d declarations (expected: <= %d)"):format(connection.declarations, MAX_SIGNATURES), 0)
  end
  signature(connection.declared, ...)
end

-- The types of a procedure's results, or of a method's if `object` is given.
local function types(connection, known, name, object)
  if object == nil then return connection.declared[name] or known[name] end
  local class = connection.handed[object]
  if not class or type(name) ~= "string" then return nil end
  local methods = connection.declared[class]
  return methods and methods[name] or known[class] and known[class][name]
end
shared.types = types

local function hand(connection, object, class)
  referring = true
  if connection.handed[object] == nil then connection.handed[object] = type(class) == "string" and class or false end
end

function shared.release(connection, object)
  if getmetatable(object) == REMOTE then return true end
  if connection.handed[object] == nil then return false end
  connection.handed[object] = nil
  host.release(connection.number, ref(object))
  return true
end

-- A function without upvalues, as it travels.
local function dumped(f)
  if debug.getinfo(f, "u").nups > 0 then
    error("unencodable: function with upvalues (expected: one without, or source text)", 0)
  end
  return shared.bytecode(dump(f))
end

local function outward(connection, value, class, functions)
  local kind = type(value)
  if BYVALUE[kind] or getmetatable(value) == REMOTE then return value end
  local object = field(value, "__reference")
  if object ~= nil then
    hand(connection, object)
    return value
  end
  if class or connection.handed[value] ~= nil then
    hand(connection, value, class)
    return ref(value)
  end
  if kind == "function" and functions and is51 then return dumped(value) end
  return value
end

-- Whether there is one among the values that `test` is true of.
local function any(test, ...)
  local count = select("#", ...)
  if count > FEW then
    local values = { ... }
    for i = 1, count do
      if test(values[i]) then return true end
    end
    return false
  end
  for i = 1, count do
    if test((select(i, ...))) then return true end
  end
  return false
end

local function special(value)
  local kind = type(value)
  return not BYVALUE[kind] and (referring or kind == "function" or field(value, "__reference") ~= nil)
end

-- Whether values may go as they are.
local function plain(...)
  return not any(special, ...)
end
shared.plain = plain

-- Values as they go out: by reference what is of a declared type, or has gone out so before.
function shared.outgoing(connection, types, functions, ...)
  if not types and plain(...) then return ... end
  local values, count = { ... }, select("#", ...)
  for i = 1, count do values[i] = outward(connection, values[i], types and types[i], functions) end
  return unpack(values, 1, count)
end

local function loaded(bytes, allowed)
  if not allowed then return nil, "bytecode-refused: function (expected: a peer that allows bytecode)" end
  if not is51 then return nil, "bytecode-refused: Lua 5.1 function (expected: source text)" end
  local f, message
  if byte(bytes) == 27 then f, message = loadstring(bytes, "=rpc") end
  return f, "bytecode-refused: " .. (message or "text") .. " (expected: Lua 5.1 bytecode)"
end

local function isbytecode(value)
  return type(value) == "table" and field(value, "__bytecode") ~= nil
end

-- Values as they came in: bytecode becomes functions where that is allowed, else what `refuse` returns.
function shared.incoming(refuse, allowed, ...)
  if not any(isbytecode, ...) then return ... end
  local values, count = { ... }, select("#", ...)
  for i = 1, count do
    if isbytecode(values[i]) then
      local f, message = loaded(field(values[i], "__bytecode"), allowed)
      if not f then return refuse(message) end
      values[i] = f
    end
  end
  return unpack(values, 1, count)
end

-- A function, as newexec sends it.
function shared.upload(f)
  if not is51 then error("newexec: function (expected: source text; only Lua 5.1 can send bytecode)", 3) end
  if debug.getinfo(f, "u").nups > 0 then
    error("newexec: function with upvalues (expected: one without, or source text)", 3)
  end
  return shared.bytecode(dump(f))
end
