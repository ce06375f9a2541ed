-- TCP.

local host, shared = ...

local tonumber, type = tonumber, type
local floor, format, sub = math.floor, string.format, string.sub

local arguments, socket, tcp = shared.arguments, shared.socket, shared.tcp
local badargument, checkstring, checknumber = arguments.badargument, arguments.checkstring, arguments.checknumber
local toport = arguments.toport
local new, become, check, closelost = shared.new, shared.become, shared.check, shared.closelost
local settimeout, gettimeout, setoption, getoption =
  shared.settimeout, shared.gettimeout, shared.setoption, shared.getoption
local getfd, setfd, getfamily, close = shared.getfd, shared.setfd, shared.getfamily, shared.close
local getsockname, getpeername = shared.getsockname, shared.getpeername

local BACKLOG = 32

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

local function checktcp(self) check(self, "^tcp{", "tcp{any}") end
local function checkclient(self) check(self, "^tcp{client}", "tcp{client}") end
local function checkserver(self) check(self, "^tcp{server}", "tcp{server}") end

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
