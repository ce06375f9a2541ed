-- The facade of LuaOverMQ: scripts bind sockets, answer calls with their globals, and publish events.
local host, shared = ...

-- The module is what its sockets inherit from, so that LuaOverMQ.send(socket, …) works, too.
local Socket = {}
Socket.__index = Socket

local function done(socket, code)
  socket.last = code
  return code
end

local function expect(what, wanted, value)
  if type(value) ~= wanted then
    error(("%s.%s: %s (expected: %s)"):format(shared.name, what, type(value), wanted), 3)
  end
end

function Socket.bind(uri, kind)
  expect("bind", "string", uri)
  expect("bind", "number", kind)
  return setmetatable({number = host.bind(uri, kind), last = 0}, Socket)
end

-- Whatever a function returns or raises, its caller is answered.
local function answer(request, ok, ...)
  local sent, code = pcall(ok and host.answer or host.raise, request, ...)
  if not sent then code = host.raise(request, "Cannot serialize result: " .. tostring(code)) end
  return code
end

local function serve(socket, code, request, name, ...)
  if code ~= 0 then return done(socket, code) end
  local called = _G[name]
  if called == nil then
    return done(socket, host.raise(request, ("%s: function '%s' not found"):format(shared.name, name)))
  end
  return done(socket, answer(request, pcall(called, ...)))
end

-- Waits for one call and answers it. Gives 0, or the number of an error.
function Socket:process()
  return serve(self, host.next(self.number))
end

-- Publishes one event. Gives 0, or the number of an error.
function Socket:send(topic, ...)
  if type(topic) ~= "number" then expect("send", "string", topic) end
  if select("#", ...) == 0 then error(shared.name .. ".send: no value (expected: a topic and a value)", 2) end
  return done(self, host.send(self.number, topic, (...)))
end

-- What the last of them gave.
function Socket:errno()
  return self.last
end

-- Seconds since 1970, with microseconds.
function Socket.time()
  return host.time()
end

-- Scripts that load it know it as a global.
_G[shared.name] = Socket
return Socket
