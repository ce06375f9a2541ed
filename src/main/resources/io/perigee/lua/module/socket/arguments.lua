-- The arguments of methods, checked in the words of LuaSocket.

local _, shared = ...

local error, tonumber, tostring, type = error, tonumber, tostring, type
local floor, format = math.floor, string.format

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

shared.arguments = {
  badargument = badargument,
  expected = expected,
  checkstring = checkstring,
  checknumber = checknumber,
  checkseconds = checkseconds,
  toport = toport,
}
