-- Sources and sinks, as LTN12 has them.

local _, shared = ...

local error, setmetatable, type = error, setmetatable, type

local socket = shared.socket

-- A function that makes what the table has under a name, or under "default" without one.
function socket.choose(makers)
  return function(name, ...)
    if type(name) ~= "string" then return makers["default"](name, ...) end
    if not makers[name] then error("unknown key (" .. name .. ")", 3) end
    return makers[name](...)
  end
end

-- An object that is called for each chunk, and asked for the number of its socket.
local function callable(self, call)
  return setmetatable({
    getfd = function() return self:getfd() end,
    dirty = function() return self:dirty() end,
  }, { __call = call })
end

local sinks, sources = {}, {}
socket.sinkt, socket.sourcet = sinks, sources

sinks["close-when-done"] = function(self)
  return callable(self, function(_, chunk)
    if chunk then return self:send(chunk) end
    self:close()
    return 1
  end)
end

sinks["keep-open"] = function(self)
  return callable(self, function(_, chunk)
    if chunk then return self:send(chunk) end
    return 1
  end)
end
sinks["default"] = sinks["keep-open"]

sources["by-length"] = function(self, length)
  return callable(self, function()
    if length <= 0 then return nil end
    local chunk, err = self:receive(length < socket.BLOCKSIZE and length or socket.BLOCKSIZE)
    if err then return nil, err end
    length = length - #chunk
    return chunk
  end)
end

sources["until-closed"] = function(self)
  local ended = false
  return callable(self, function()
    if ended then return nil end
    local chunk, err, partial = self:receive(socket.BLOCKSIZE)
    if not err then return chunk end
    if err ~= "closed" then return nil, err end
    self:close()
    ended = true
    return partial
  end)
end
sources["default"] = sources["until-closed"]

socket.sink, socket.source = socket.choose(sinks), socket.choose(sources)

return socket
