-- What differs between Lua 5.1, 5.2, 5.3, 5.4 and LuaJIT, in one place.

local compat = {}

compat.unpack = table.unpack or unpack

compat.pack = table.pack or function(...)
  return { n = select("#", ...), ... }
end

-- LuaJIT calls itself "Lua 5.1" and has the same functions, but neither its bytecode nor its limits on yielding.
compat.is51 = _VERSION == "Lua 5.1" and not rawget(_G, "jit")

compat.version = rawget(_G, "jit") and jit.version or _VERSION

-- The running coroutine; nil in the main thread, where newer versions return a thread and `true`.
function compat.running()
  local thread, ismain = coroutine.running()
  if not ismain then return thread end
end

-- Compiles a chunk whose globals live in `environment`; nil and the message when it does not compile.
function compat.load(chunk, name, environment)
  if not setfenv then return load(chunk, name, "bt", environment) end
  local loaded, message = loadstring(chunk, name)
  if loaded then setfenv(loaded, environment) end
  return loaded, message
end

-- Lua 5.1 and 5.2 cannot say whether a yield would work here, so the stack is read for what stands in its way: a C
-- function (but 5.2 yields across pcall) and, in 5.1, an iterator or a metamethod. A call whose kind the stack does
-- not tell counts as a metamethod: the caller then waits in place, which is always right and only less concurrent.
local function readstack()
  local getinfo = debug and debug.getinfo
  if not getinfo then return false end
  local level = 3
  local info = getinfo(level, "Snf")
  while info do
    local caller = getinfo(level + 1, "Snf")
    if info.what == "C" then
      if compat.is51 or (info.func ~= pcall and info.func ~= xpcall) then return false end
    elseif compat.is51 and caller and info.what ~= "tail" and caller.what ~= "tail" then
      if info.namewhat == "" or info.name == "(for generator)" then return false end
    end
    level, info = level + 1, caller
  end
  return true
end

-- Whether the running coroutine can yield from where it is.
compat.isyieldable = coroutine.isyieldable or function() return readstack() end

return compat
