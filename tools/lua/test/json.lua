-- A reader of JSON for the vector files. null is json.null, so that it has a place in arrays.

local json = { null = setmetatable({}, { __tostring = function() return "null" end }) }

local ESCAPES = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

local function utf8char(code)
  if code < 0x80 then return string.char(code) end
  local tail = {}
  local first, limit = 0xC0, 0x20
  repeat
    table.insert(tail, 1, string.char(0x80 + code % 64))
    code = math.floor(code / 64)
    if code < limit then break end
    first, limit = first / 2 + 0x80, limit / 2
  until false
  return string.char(first + code) .. table.concat(tail)
end

local function fail(text, pos, expected)
  error(("json: %q at byte %d (expected: %s)"):format(text:sub(pos, pos + 10), pos, expected), 0)
end

local value

local function skip(text, pos)
  return text:find("[^ \t\r\n]", pos) or #text + 1
end

-- The string whose opening quote is before `pos`.
local function readstring(text, pos)
  local pieces = {}
  while true do
    local stop = text:find('[\\"]', pos) or fail(text, pos, "a closing quote")
    pieces[#pieces + 1] = text:sub(pos, stop - 1)
    if text:sub(stop, stop) == '"' then return table.concat(pieces), stop + 1 end
    local escape = text:sub(stop + 1, stop + 1)
    pos = stop + 2
    if escape == "u" then
      local code = tonumber(text:sub(pos, pos + 3), 16)
      pos = pos + 4
      if code >= 0xD800 and code < 0xDC00 then
        code = 0x10000 + (code - 0xD800) * 1024 + tonumber(text:sub(pos + 2, pos + 5), 16) - 0xDC00
        pos = pos + 6
      end
      pieces[#pieces + 1] = utf8char(code)
    else
      pieces[#pieces + 1] = ESCAPES[escape] or escape
    end
  end
end

local function readlist(text, pos, close, element)
  pos = skip(text, pos)
  if text:sub(pos, pos) == close then return pos + 1 end
  while true do
    pos = skip(text, element(pos))
    local mark = text:sub(pos, pos)
    pos = skip(text, pos + 1)
    if mark == close then return pos end
    if mark ~= "," then fail(text, pos - 1, "',' or '" .. close .. "'") end
  end
end

function value(text, pos)
  pos = skip(text, pos)
  local mark = text:sub(pos, pos)
  if mark == '"' then return readstring(text, pos + 1) end
  if mark == "[" then
    local array = {}
    pos = readlist(text, pos + 1, "]", function(at)
      array[#array + 1], at = value(text, at)
      return at
    end)
    return array, pos
  elseif mark == "{" then
    local object = {}
    pos = readlist(text, pos + 1, "}", function(at)
      local key
      key, at = readstring(text, at + 1)
      at = skip(text, at)
      object[key], at = value(text, at + 1)
      return at
    end)
    return object, pos
  end
  local word, stop = text:match("^(%a+)()", pos)
  if word == "true" then return true, stop end
  if word == "false" then return false, stop end
  if word == "null" then return json.null, stop end
  local digits, last = text:match("^(%-?[%d.eE+-]+)()", pos)
  return tonumber(digits) or fail(text, pos, "a value"), last
end

-- The value that all of `text` makes.
function json.decode(text)
  local result, pos = value(text, 1)
  if skip(text, pos) <= #text then fail(text, pos, "the end") end
  return result
end

return json
