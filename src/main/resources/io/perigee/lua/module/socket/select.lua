-- Waiting for many sockets.

local host, shared = ...

local ipairs, type = ipairs, type
local unpack = unpack or table.unpack

local arguments, socket = shared.arguments, shared.socket
local badargument, expected, checknumber = arguments.badargument, arguments.expected, arguments.checknumber
local isa = shared.isa

-- The number of a socket, or of what wraps one and says its number.
local function numberof(object)
  if isa(object, "") then return object.fd end
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
