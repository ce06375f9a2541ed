-- LuaSocket's `socket` on operations of the host: TCP, UDP, select, names and time.
--
-- A socket is a table with the host's number for it, its class and its timeouts. Each method is one operation of the
-- host at most; arguments are checked here, in the words of LuaSocket. Where LuaSocket is odd, so is this: a port is a
-- string from getsockname and a number from getpeername, and 1 is what says that something was done.

local host, shared = ...

local getmetatable, setmetatable, tostring, type = getmetatable, setmetatable, tostring, type
local find, format, sub = string.find, string.format, string.sub
local remove = table.remove
local newproxy = newproxy -- not in 5.4, where tables have finalizers

local arguments = shared.arguments
local badargument, checkseconds = arguments.badargument, arguments.checkseconds

shared.socket = {
  _VERSION = "LuaSocket 3.0.0",
  _SETSIZE = 1024,
  _DATAGRAMSIZE = 8192,
  _SOCKETINVALID = -1,
  BLOCKSIZE = 2048,
}

local tcp, udp = {}, {} -- methods, which other files add
local classes = {}      -- metatables by name

-- Numbers of sockets that nobody holds any longer. A finalizer cannot call the host; what opens the next socket does.
local lost = {}

local function lose(number) lost[#lost + 1] = number end

local function closelost()
  while lost[1] do host.close(remove(lost)) end
end

local function finalize(self)
  if self.fd then lose(self.fd) end
end

-- Before 5.2 only userdata is finalized: each socket holds one, which is lost together with it.
local function guard(self)
  local proxy = newproxy(true)
  getmetatable(proxy).__gc = function() finalize(self) end
  return proxy
end

local function newclass(name, methods)
  classes[name] = {
    name = name,
    __index = methods,
    __gc = finalize,
    __tostring = function(self) return name .. ": " .. self.address end,
  }
end
newclass("tcp{master}", tcp)
newclass("tcp{client}", tcp)
newclass("tcp{server}", tcp)
newclass("udp{unconnected}", udp)
newclass("udp{connected}", udp)

local function isa(self, pattern)
  local class = type(self) == "table" and getmetatable(self)
  return class and classes[class.name] == class and find(class.name, pattern)
end

local function check(self, pattern, shown)
  if not isa(self, pattern) then badargument(1, shown .. " expected") end
end

-- `fd` is the host's number, false for none yet or none any more.
local function new(class, family, fd)
  local self = { family = family, fd = fd, block = -1, total = -1, received = 0, sent = 0 }
  self.address = sub(tostring(self), 8)
  if newproxy then self.guard = guard(self) end
  return setmetatable(self, classes[class])
end

local function become(self, class)
  return setmetatable(self, classes[class])
end

local function settimeout(self, seconds, mode)
  seconds = checkseconds(1, seconds)
  if mode == nil or find(mode, "^b") then
    self.block = seconds
  elseif find(mode, "^[tr]") then
    self.total = seconds
  else
    badargument(2, "invalid timeout mode")
  end
  return 1
end

local function gettimeout(self) return self.block, self.total end

local function getfd(self) return self.fd or -1 end

-- For a number that came from elsewhere, as wrappers around sockets do with -1 before they close them.
local function setfd(self, number) self.fd = number ~= -1 and number end

local function close(self)
  local fd = self.fd
  if fd then
    self.fd = false
    host.close(fd)
  end
  return 1
end

local function getsockname(self)
  if not self.fd then return nil, "Bad file descriptor" end
  local address, port, family = host.localname(self.fd)
  if not address then return nil, port end
  return address, format("%d", port), family
end

local function getpeername(self)
  if not self.fd then return nil, "Bad file descriptor" end
  return host.peername(self.fd)
end

local function getfamily(self) return self.family == "inet6" and "inet6" or "inet4" end

shared.tcp, shared.udp, shared.isa, shared.check = tcp, udp, isa, check
shared.new, shared.become, shared.closelost = new, become, closelost
shared.settimeout, shared.gettimeout = settimeout, gettimeout
shared.getfd, shared.setfd, shared.getfamily, shared.close = getfd, setfd, getfamily, close
shared.getsockname, shared.getpeername = getsockname, getpeername
