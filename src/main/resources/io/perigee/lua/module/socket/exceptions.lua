-- What `try` raises is what `protect` turns into results again.

local _, shared = ...

local error, getmetatable, pcall, rawequal, rawget = error, getmetatable, pcall, rawequal, rawget
local select, setmetatable, tostring, type = select, setmetatable, tostring, type

local socket = shared.socket

local Exception = { __tostring = function(self) return tostring(self[1]) end }

function socket.newtry(finalizer)
  return function(...)
    if (...) then return ... end
    if finalizer then pcall(finalizer) end
    error(setmetatable({ (select(2, ...)) }, Exception), 0)
  end
end

local function protected(ok, ...)
  if ok then return ... end
  local raised = ...
  if type(raised) == "table" and rawequal(getmetatable(raised), Exception) then return nil, rawget(raised, 1) end
  return error(raised, 0)
end

function socket.protect(f)
  return function(...) return protected(pcall(f, ...)) end
end

socket.try = socket.newtry()

function socket.skip(count, ...)
  return select(count + 1, ...)
end
