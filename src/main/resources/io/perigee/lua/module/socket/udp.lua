-- UDP.

local host, shared = ...

local find = string.find

local arguments, socket, udp = shared.arguments, shared.socket, shared.udp
local checkstring, toport = arguments.checkstring, arguments.toport
local new, become, check, closelost = shared.new, shared.become, shared.check, shared.closelost
local settimeout, gettimeout, setoption, getoption =
  shared.settimeout, shared.gettimeout, shared.setoption, shared.getoption
local getfd, setfd, getfamily, close = shared.getfd, shared.setfd, shared.getfamily, shared.close
local getsockname, getpeername = shared.getsockname, shared.getpeername

local DATAGRAM = socket._DATAGRAMSIZE

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

local function checkudp(self) check(self, "^udp{", "udp{any}") end

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
