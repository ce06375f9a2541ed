-- Options of sockets, by tables of what each of their values must be.

local host, shared = ...

local type = type

local arguments = shared.arguments
local badargument, expected, checkstring = arguments.badargument, arguments.expected, arguments.checkstring

local function checkoption(options, name)
  name = checkstring(1, name)
  if not options[name] then badargument(1, "unsupported option `" .. name .. "'") end
  return options[name]
end

local function setoption(self, options, name, value)
  local kind = checkoption(options, name)
  if type(value) ~= kind then expected(2, kind, value) end
  if not self.fd then return nil, "setsockopt failed" end
  if kind ~= "table" then return host.setoption(self.fd, name, value) end
  return host.setoption(self.fd, name, value.on == true, value.timeout or 0)
end

local function getoption(self, options, name)
  if name ~= "error" then checkoption(options, name) end
  if not self.fd then return nil, "getsockopt failed" end
  if name ~= "linger" then return host.getoption(self.fd, name) end
  local on, timeout = host.getoption(self.fd, name)
  if on == nil then return nil, timeout end
  return { on = on, timeout = timeout }
end

shared.setoption, shared.getoption = setoption, getoption
