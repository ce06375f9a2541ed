-- How a table leaves the state: as one string, which Java decodes. Nothing here calls a metamethod.
--
--   F T             false, true
--   i               int32, big-endian
--   l d             int64 and double, big-endian, where the dialect can pack them
--   t               length:1, the number as decimal text
--   s               length:4, bytes
--   f               length:4, the bytecode of a function
--   { key value … } a table

local prelude = ...

local byte, char, concat, floor, format, huge =
  string.byte, string.char, table.concat, math.floor, string.format, math.huge
local next, tostring, type = next, tostring, type
local find = string.find
local mathtype, pack = math.type, string.pack
local getmetatable = debug.getmetatable

local QUIET = byte("0")

local MAX_DEPTH = 64
local MAX_NODES = 1000000
local MAX_BYTES = 67108864
local LOOK = 1024 -- values between two looks at the deadline; see limits.lua

local INT, STRING, FUNCTION = byte("i"), byte("s"), byte("f")

-- A tag and 32 bits.
local function word(tag, n)
  return char(tag, floor(n / 16777216) % 256, floor(n / 65536) % 256, floor(n / 256) % 256, n % 256)
end

-- What most tables have: the keys of lists, and short strings. Not 0, which -0 would find.
local integers, heads = {}, { [0] = word(STRING, 0) }
for n = 1, 255 do
  integers[n], heads[n] = word(INT, n), word(STRING, n)
end

local function number(n)
  if mathtype and mathtype(n) == "float" then return pack(">c1d", "d", n) end
  local known = integers[n]
  if known then return known end
  -- 1 / n tells -0, which is no integer to Java, from 0.
  if n >= -2147483648 and n <= 2147483647 and n % 1 == 0 and (n ~= 0 or 1 / n > 0) then return word(INT, n) end
  if pack then return pack(">c1i8", "l", n) end
  local text
  if n ~= n then
    text = "nan"
  elseif n == huge then
    text = "inf"
  elseif n == -huge then
    text = "-inf"
  else
    text = format("%.17g", n)
  end
  return "t" .. char(#text) .. text
end

-- The way to the value that was refused, from the keys of the tables around it.
local function where(keys, depth)
  local path = {}
  for i = 1, depth do
    local key = keys[i]
    if type(key) == "string" and find(key, "^[%a_][%w_]*$") then
      path[i] = "." .. key
    else
      path[i] = "[" .. (type(key) == "number" and tostring(key) or type(key)) .. "]"
    end
  end
  return concat(path)
end

local standsfor = prelude.standsfor

-- The string that a table becomes, and how many values it holds; or nil, the way to what has no form outside, and why.
-- Of a table that stands for an object: its number, see objects.lua.
function prelude.encode(root)
  local standing = standsfor(root)
  if standing == true then return prelude.numberof(root) end
  if standing then return word(FUNCTION, #standing) .. standing, 1 end
  local out, n, nodes, bytes = {}, 0, 0, 0
  local keys, tables, open = {}, { root }, { [root] = true }
  local depth, current, key = 1, root, nil
  n = 1
  out[1] = "{"
  while true do
    local value
    key, value = next(current, key)
    if key == nil then
      n = n + 1
      out[n] = "}"
      open[current] = nil
      tables[depth] = nil
      depth = depth - 1
      if depth == 0 then return concat(out, "", 1, n), nodes end
      current, key = tables[depth], keys[depth]
    else
      nodes = nodes + 2
      keys[depth] = key
      if nodes > MAX_NODES then return nil, "", "more than " .. MAX_NODES .. " values (expected: fewer)" end
      if nodes % LOOK == 0 and byte(prelude.flag, 1) ~= QUIET then
        return nil, "", "a large table (expected: one that is read in time)"
      end
      for i = 1, 2 do
        local part = i == 1 and key
        if i == 2 then part = value end
        local kind = type(part)
        n = n + 1
        if kind == "string" then
          out[n] = heads[#part] or word(STRING, #part)
          n = n + 1
          out[n] = part
          bytes = bytes + #part
          if bytes > MAX_BYTES then return nil, "", "more than " .. MAX_BYTES .. " bytes (expected: fewer)" end
        elseif kind == "number" then
          out[n] = number(part)
        elseif kind == "boolean" then
          out[n] = part and "T" or "F"
        elseif kind == "table" and i == 2 then
          local standing = getmetatable(part) and standsfor(part)
          if standing == true then
            return nil, where(keys, depth), "an object (expected: one that is an argument or result of its own)"
          elseif standing then
            out[n] = word(FUNCTION, #standing)
            n = n + 1
            out[n] = standing
            bytes = bytes + #standing
          elseif open[part] then
            return nil, where(keys, depth), "a table inside itself (expected: no cycle)"
          elseif depth == MAX_DEPTH then
            return nil, where(keys, depth), "depth " .. MAX_DEPTH + 1 .. " (expected: <= " .. MAX_DEPTH .. ")"
          else
            out[n] = "{"
            open[part] = true
            depth = depth + 1
            tables[depth] = part
            current, key = part, nil
          end
        else
          return nil, where(keys, depth), (i == 1 and "key: " or "")
            .. kind .. " (expected: nil, boolean, number, string or table of these)"
        end
      end
    end
  end
end
