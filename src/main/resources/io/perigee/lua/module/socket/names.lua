-- Time, and the names of hosts.

local host, shared = ...

local ipairs = ipairs

local arguments, socket = shared.arguments, shared.socket
local checkstring, checknumber = arguments.checkstring, arguments.checknumber

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
