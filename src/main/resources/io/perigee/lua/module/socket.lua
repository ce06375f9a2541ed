-- LuaSocket's `socket` on operations of the host: TCP, UDP, select, names and time.
--
-- A socket is a table with the host's number for it, its class and its timeouts. Each method is one operation of the
-- host at most; arguments are checked here, in the words of LuaSocket. Where LuaSocket is odd, so is this: a port is a
-- string from getsockname and a number from getpeername, and 1 is what says that something was done.

local host = ...

local error, getmetatable, ipairs, pcall, rawequal, rawget = error, getmetatable, ipairs, pcall, rawequal, rawget
local select, setmetatable, tonumber, tostring, type = select, setmetatable, tonumber, tostring, type
local find, format, sub = string.find, string.format, string.sub
local floor, remove = math.floor, table.remove
local unpack = unpack or table.unpack
local newproxy = newproxy -- not in 5.4, where tables have finalizers

local BACKLOG = 32
local DATAGRAM = 8192

local socket = {
  _VERSION = "LuaSocket 3.0.0",
  _SETSIZE = 1024,
  _DATAGRAMSIZE = DATAGRAM,
  _SOCKETINVALID = -1,
  BLOCKSIZE = 2048,
}

-- Arguments -----------------------------------------------------------------------------------------------------------

-- `position` counts from the first argument after `self`; the error is the caller's of the method.
local function badargument(position, text)
  error(format("bad argument #%d to 'socket' (%s)", position, text), 4)
end

local function expected(position, what, value)
  badargument(position, what .. " expected, got " .. (value == nil and "no value" or type(value)))
end

local function checkstring(position, value)
  if type(value) == "string" then return value end
  if type(value) == "number" then return tostring(value) end
  return expected(position, "string", value)
end

local function checknumber(position, value)
  local number = type(value) ~= "table" and tonumber(value)
  if number then return number end
  return expected(position, "number", value)
end

local function checkseconds(position, value)
  if value == nil then return -1 end
  return checknumber(position, value)
end

-- A port is a number or the text of one; names of services are not looked up.
local function toport(port)
  local number = tonumber(port)
  if number and number >= 0 and number <= 65535 then return floor(number) end
  return nil, "service not supported for socket type"
end

-- Sockets -------------------------------------------------------------------------------------------------------------

local tcp, udp = {}, {} -- methods
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
local function checktcp(self) check(self, "^tcp{", "tcp{any}") end
local function checkclient(self) check(self, "^tcp{client}", "tcp{client}") end
local function checkserver(self) check(self, "^tcp{server}", "tcp{server}") end
local function checkudp(self) check(self, "^udp{", "udp{any}") end

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

-- Options: what a value must be.
local TCP_OPTIONS = {
  ["keepalive"] = "boolean",
  ["reuseaddr"] = "boolean",
  ["reuseport"] = "boolean",
  ["tcp-nodelay"] = "boolean",
  ["ipv6-v6only"] = "boolean",
  ["linger"] = "table",
  ["recv-buffer-size"] = "number",
  ["send-buffer-size"] = "number",
}
local UDP_OPTIONS = {
  ["dontroute"] = "boolean",
  ["broadcast"] = "boolean",
  ["reuseaddr"] = "boolean",
  ["reuseport"] = "boolean",
  ["ip-multicast-loop"] = "boolean",
  ["ipv6-v6only"] = "boolean",
  ["ip-multicast-ttl"] = "number",
  ["recv-buffer-size"] = "number",
  ["send-buffer-size"] = "number",
}

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

-- TCP -----------------------------------------------------------------------------------------------------------------

local function opened(fd, err)
  if not fd then return nil, err end
  return new("tcp{master}", "inet", fd)
end

-- Without a family a socket is opened by what it is bound or connected to.
function socket.tcp()
  return new("tcp{master}", nil, false)
end

function socket.tcp4()
  closelost()
  return opened(host.create())
end

function socket.tcp6()
  local self, err = socket.tcp4()
  if self then self.family = "inet6" end
  return self, err
end

function tcp.bind(self, address, port)
  check(self, "^tcp{master}", "tcp{master}")
  address = checkstring(1, address)
  local number, err = toport(checkstring(2, port))
  if not number then return nil, err end
  if address == "*" then address = self.family == "inet6" and "::" or "0.0.0.0" end
  local fd
  fd, err = host.bind(self.fd, self.family or false, address, number)
  if not fd then return nil, err end
  self.fd = fd
  return 1
end

function tcp.listen(self, backlog)
  check(self, "^tcp{[ms]", "tcp{master}")
  if not self.fd then return nil, "Bad file descriptor" end
  local done, err = host.listen(self.fd, backlog or BACKLOG)
  if not done then return nil, err end
  become(self, "tcp{server}")
  return 1
end

function tcp.accept(self)
  checkserver(self)
  if not self.fd then return nil, "closed" end
  closelost()
  local fd, err = host.accept(self.fd, self.block, self.total)
  if not fd then return nil, err end
  return new("tcp{client}", self.family, fd)
end

function tcp.connect(self, address, port)
  check(self, "^tcp{[mc]", "tcp{any}")
  address = checkstring(1, address)
  local number, err = toport(checkstring(2, port))
  if not number then return nil, err end
  if self.connected then
    if self.connected == "told" then return nil, "already connected" end
    self.connected = "told"
    return 1
  end
  local fd
  err, fd = host.connect(self.fd, self.family or false, address, number, self.block, self.total, true)
  if fd then self.fd = fd end
  become(self, "tcp{client}")
  if err then return nil, err end
  self.connected = "told"
  return 1
end

-- Sends the bytes from `i` to `j`: the last one's index, or nil, why not, and the index of the last one that was sent.
function tcp.send(self, data, i, j)
  checkclient(self)
  data = checkstring(1, data)
  local length = #data
  i, j = i and checknumber(2, i) or 1, j and checknumber(3, j) or -1
  if i < 0 then i = length + i + 1 end
  if j < 0 then j = length + j + 1 end
  if i < 1 then i = 1 end
  if j > length then j = length end
  if not self.fd then return nil, "closed", i - 1 end
  if i > j then return i - 1, nil, nil end
  if i > 1 or j < length then data = sub(data, i, j) end
  local count, err, partly = host.send(self.fd, data, self.block, self.total)
  if count then
    self.sent = self.sent + count
    return i - 1 + count, nil, nil
  end
  partly = partly or 0
  self.sent = self.sent + partly
  return nil, err, i - 1 + partly
end

local PATTERNS = { ["*l"] = "l", ["*a"] = "a" }

-- Receives a line ("*l"), all until the end ("*a"), or so many bytes, of which those of the prefix are the first. What
-- had come when it failed is the third result.
function tcp.receive(self, pattern, prefix)
  checkclient(self)
  prefix = prefix == nil and "" or checkstring(2, prefix)
  local wanted = "l"
  if pattern ~= nil then
    wanted = PATTERNS[pattern] or tonumber(checkstring(1, pattern))
    if not wanted or type(wanted) == "number" and wanted < 0 then badargument(1, "invalid receive pattern") end
    if type(wanted) == "number" then
      if prefix ~= "" and wanted <= #prefix then return prefix, nil, nil end
      wanted = floor(wanted) - #prefix
    end
  end
  if not self.fd then return nil, "closed", prefix end
  local data, err, partial = host.receive(self.fd, wanted, self.block, self.total)
  local bytes = data or partial or ""
  self.received = self.received + #bytes
  if prefix ~= "" then bytes = prefix .. bytes end
  if data then return bytes, nil, nil end
  return nil, err, bytes
end

local HALVES = { send = true, receive = true, both = true }

function tcp.shutdown(self, how)
  checkclient(self)
  if how == nil then how = "both" end
  if not HALVES[checkstring(1, how)] then badargument(1, "invalid option '" .. how .. "'") end
  if self.fd then host.shutdown(self.fd, how) end
  return 1
end

function tcp.dirty(self)
  checktcp(self)
  return self.fd and host.dirty(self.fd) or false
end

function tcp.getstats(self)
  checkclient(self)
  local age = self.fd and host.age(self.fd) or 0
  return self.received, self.sent, age + (self.older or 0)
end

function tcp.setstats(self, received, sent, age)
  checkclient(self)
  self.received, self.sent = received or self.received, sent or self.sent
  if age then self.older = age - (self.fd and host.age(self.fd) or 0) end
  return 1
end

function tcp.setoption(self, name, value)
  checktcp(self)
  return setoption(self, TCP_OPTIONS, name, value)
end

function tcp.getoption(self, name)
  checktcp(self)
  return getoption(self, TCP_OPTIONS, name)
end

function tcp.settimeout(self, seconds, mode)
  checktcp(self)
  return settimeout(self, seconds, mode)
end

tcp.gettimeout, tcp.getfd, tcp.setfd, tcp.getfamily = gettimeout, getfd, setfd, getfamily
tcp.close, tcp.getsockname, tcp.getpeername = close, getsockname, getpeername
tcp.setsockname, tcp.setpeername = tcp.bind, tcp.connect

function socket.bind(address, port, backlog)
  address = checkstring(1, address)
  if address == "*" then address = "0.0.0.0" end
  local number, err = toport(checkstring(2, port))
  if not number then return nil, err end
  closelost()
  local fd
  fd, err = host.serve(address, number, backlog or BACKLOG)
  if not fd then return nil, err end
  return new("tcp{server}", nil, fd)
end

function socket.connect(address, port, ownaddress, ownport, family)
  address = checkstring(1, address)
  local number, err = toport(checkstring(2, port))
  if not number then return nil, err end
  closelost()
  local fd
  err, fd = host.connect(false, family or false, address, number, -1, -1, false, ownaddress, tonumber(ownport) or 0)
  if err then return nil, err end
  local self = new("tcp{client}", family, fd)
  self.connected = "yes"
  return self
end

function socket.connect4(address, port, ownaddress, ownport)
  return socket.connect(address, port, ownaddress, ownport, "inet")
end

function socket.connect6(address, port, ownaddress, ownport)
  return socket.connect(address, port, ownaddress, ownport, "inet6")
end

-- UDP -----------------------------------------------------------------------------------------------------------------

local function create(self, address)
  if self.fd then return true end
  closelost()
  local six = self.family == "inet6" or (not self.family and address and find(address, ":", 1, true))
  local fd, err = host.udpcreate(six and "inet6" or "inet")
  if not fd then return nil, err end
  self.fd, self.family = fd, six and "inet6" or "inet"
  return true
end

function socket.udp()
  return new("udp{unconnected}", nil, false)
end

local function newudp(family)
  local self = new("udp{unconnected}", family, false)
  local done, err = create(self)
  if not done then return nil, err end
  return self
end
function socket.udp4() return newudp("inet") end
function socket.udp6() return newudp("inet6") end

function udp.setsockname(self, address, port)
  check(self, "^udp{unconnected}", "udp{unconnected}")
  address = checkstring(1, address)
  local number, err = toport(checkstring(2, port))
  if not number then return nil, err end
  if address == "*" then address = self.family == "inet6" and "::" or "0.0.0.0" end
  local done
  done, err = create(self, address)
  if not done then return nil, err end
  done, err = host.udpbind(self.fd, self.family, address, number)
  if not done then return nil, err end
  return 1
end

function udp.setpeername(self, address, port)
  checkudp(self)
  address = checkstring(1, address)
  if address == "*" then
    if self.fd then host.udpconnect(self.fd, self.family) end
    become(self, "udp{unconnected}")
    return 1
  end
  local number, err = toport(checkstring(2, port))
  if not number then return nil, err end
  local done
  done, err = create(self, address)
  if not done then return nil, err end
  done, err = host.udpconnect(self.fd, self.family, address, number)
  if not done then return nil, err end
  become(self, "udp{connected}")
  return 1
end

function udp.send(self, data)
  check(self, "^udp{connected}", "udp{connected}")
  data = checkstring(1, data)
  if not self.fd then return nil, "closed" end
  local done, err = host.udpsend(self.fd, data, self.family)
  if not done then return nil, err end
  return #data
end

function udp.sendto(self, data, address, port)
  check(self, "^udp{unconnected}", "udp{unconnected}")
  data, address = checkstring(1, data), checkstring(2, address)
  local number, err = toport(checkstring(3, port))
  if not number then return nil, err end
  local done
  done, err = create(self, address)
  if not done then return nil, err end
  done, err = host.udpsend(self.fd, data, self.family, address, number)
  if not done then return nil, err end
  return #data
end

-- At most `size` bytes of the next datagram; the rest of it is lost.
function udp.receive(self, size)
  checkudp(self)
  if not self.fd then return nil, "closed" end
  local data, err = host.udpreceive(self.fd, size or DATAGRAM, self.block, self.total)
  if not data then return nil, err end
  return data
end

function udp.receivefrom(self, size)
  check(self, "^udp{unconnected}", "udp{unconnected}")
  if not self.fd then return nil, "closed" end
  return host.udpreceive(self.fd, size or DATAGRAM, self.block, self.total)
end

function udp.setoption(self, name, value)
  checkudp(self)
  return setoption(self, UDP_OPTIONS, name, value)
end

function udp.getoption(self, name)
  checkudp(self)
  return getoption(self, UDP_OPTIONS, name)
end

function udp.settimeout(self, seconds, mode)
  checkudp(self)
  return settimeout(self, seconds, mode)
end

function udp.getpeername(self)
  check(self, "^udp{connected}", "udp{connected}")
  return getpeername(self)
end

function udp.dirty() return false end

udp.gettimeout, udp.getfd, udp.setfd, udp.getfamily = gettimeout, getfd, setfd, getfamily
udp.close, udp.getsockname = close, getsockname

-- Select --------------------------------------------------------------------------------------------------------------

-- The number of a socket, or of what wraps one and says its number.
local function numberof(object)
  local class = getmetatable(object)
  if type(object) == "table" and class and classes[class.name] == class then return object.fd end
  local number = object.getfd and object:getfd()
  if not number or number < 0 then return nil end
  if number >= socket._SETSIZE then badargument(1, "descriptor too large for set size") end
  return number
end

-- Adds the numbers of a list's sockets to `numbers`; the sockets by their numbers.
local function collect(list, numbers, position)
  local sockets = {}
  if list == nil then return sockets end
  if type(list) ~= "table" then expected(position, "table", list) end
  for _, object in ipairs(list) do
    local number = numberof(object)
    if number then
      numbers[#numbers + 1] = number
      sockets[number] = object
    end
  end
  return sockets
end

-- A list of sockets that has each of them as a key, too.
local function listed(sockets, numbers, from, to)
  local list, n = {}, 0
  for i = from, to do
    local object = sockets[numbers[i]]
    n = n + 1
    list[n], list[object] = object, n
  end
  return list
end

function socket.select(readers, writers, timeout)
  if timeout ~= nil then timeout = checknumber(3, timeout) end
  local numbers = {}
  local readable = collect(readers, numbers, 1)
  local count = #numbers
  local writable = collect(writers, numbers, 2)
  local found = { host.select(timeout or -1, count, unpack(numbers)) }
  local last = 1 + found[1]
  local r, w = listed(readable, found, 2, last), listed(writable, found, last + 1, #found)
  if #found == 1 then return r, w, "timeout" end
  return r, w
end

-- Time and names ------------------------------------------------------------------------------------------------------

function socket.gettime() return host.time() end

function socket.sleep(seconds)
  host.sleep(checknumber(1, seconds))
end

local dns = {}
socket.dns = dns

function dns.gethostname() return host.hostname() end

-- The list of a host's addresses, each with its family; nil and why not.
function dns.getaddrinfo(name)
  local found = { host.resolve(checkstring(1, name)) }
  if not found[1] then return nil, "host or service not provided, or not known" end
  local list = {}
  for i = 1, #found, 2 do list[#list + 1] = { addr = found[i], family = found[i + 1] } end
  return list
end

-- What is known of a host: its name and its IPv4 addresses.
local function details(name, addresses)
  local resolved = { name = name, alias = {}, ip = {} }
  for _, address in ipairs(addresses) do
    if address.family == "inet" then resolved.ip[#resolved.ip + 1] = address.addr end
  end
  return resolved
end

function dns.toip(name)
  local addresses = dns.getaddrinfo(name)
  local resolved = addresses and details(name, addresses)
  if not resolved or not resolved.ip[1] then return nil, "host not found" end
  return resolved.ip[1], resolved
end

function dns.tohostname(address)
  local name = host.reverse(checkstring(1, address))
  if not name then return nil, "host not found" end
  return name, details(name, dns.getaddrinfo(address) or {})
end

-- Exceptions: what `try` raises is what `protect` turns into results again --------------------------------------------

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

-- Sources and sinks, as LTN12 has them --------------------------------------------------------------------------------

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
