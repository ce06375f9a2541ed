-- Environments: what code sees as its globals, what was loaded into them, and what dotted paths lead to.

local prelude = ...

local error, next, rawget, rawset, tonumber, type = error, next, rawget, rawset, tonumber, type
local byte, find, gmatch = string.byte, string.find, string.gmatch
local load, loadstring, setfenv = load, loadstring, setfenv

local SHARED = 0
local BYTECODE = 27

-- The longest chunk, in bytes, from elsewhere: nothing limits the time that it takes to compile one.
local MAX_CHUNK = 1048576

local functions = prelude.functions
local environments = { [SHARED] = prelude.shared }
local loaded = { [SHARED] = {} } -- by environment, then by chunk name and code: the function's id
local origins = {} -- by function: the environment, and the key in `loaded`
local lastenvironment, lastfunction = SHARED, 0

function prelude.newenvironment()
  lastenvironment = lastenvironment + 1
  local environment = prelude.inherit()
  environment._G = environment
  environments[lastenvironment] = environment
  loaded[lastenvironment] = {}
  return lastenvironment
end

function prelude.dropenvironment(id)
  if id == SHARED or not environments[id] then return end
  for _, f in next, loaded[id] do functions[f], origins[f] = nil, nil end
  environments[id], loaded[id] = nil, nil
end

local function compile(code, name, environment)
  if setfenv then
    local f, message = loadstring(code, name)
    return f and setfenv(f, environment), message
  end
  return load(code, name, prelude.bytecode and "bt" or "t", environment)
end

function prelude.load(id, name, code)
  local environment = environments[id]
  if not environment then return nil, "environment: " .. id .. " (expected: one that was made)" end
  if not prelude.trusted and #code > MAX_CHUNK then
    return nil, "chunk: " .. #code .. " bytes (expected: <= " .. MAX_CHUNK .. ")"
  end
  local key = name .. "\0" .. code
  local known = loaded[id][key]
  if known then return known end
  if byte(code) == BYTECODE and not prelude.bytecode then return nil, "chunk: bytecode (expected: source text)" end
  local f, message = compile(code, name, environment)
  if not f then return nil, message end
  lastfunction = lastfunction + 1
  functions[lastfunction] = f
  origins[lastfunction] = { id, key }
  loaded[id][key] = lastfunction
  return lastfunction
end

function prelude.dropfunction(id)
  local origin = origins[id]
  if not origin then return end
  loaded[origin[1]][origin[2]] = nil
  functions[id], origins[id] = nil, nil
end

-- Paths that were followed lately, by their text: the segments, and the integers that they may be.
local parsed, paths = {}, 0
local MAX_PATHS = 256

-- The longest path, in bytes, that leads anywhere: nothing limits the time that it takes to follow one.
local MAX_PATH = 1024

local function parse(path)
  local names, indexes, n = {}, {}, 0
  for segment in gmatch(path, "[^.]+") do
    n = n + 1
    names[n] = segment
    indexes[n] = find(segment, "^%d+$") and tonumber(segment) or false
  end
  if paths == MAX_PATHS then
    parsed, paths = {}, 0
  end
  local segments = { names = names, indexes = indexes, n = n }
  parsed[path], paths = segments, paths + 1
  return segments
end

-- A segment of digits is an integer key first. Only tables are entered, and nothing but what they hold themselves.
local function walk(value, segments)
  local names, indexes = segments.names, segments.indexes
  for i = 1, segments.n do
    if type(value) ~= "table" then return nil end
    local element
    if indexes[i] then element = rawget(value, indexes[i]) end
    if element == nil then element = rawget(value, names[i]) end
    value = element
  end
  return value
end

function prelude.lookup(id, path)
  if #path > MAX_PATH then return nil end
  local segments = parsed[path] or parse(path)
  local environment = environments[id]
  local value
  if environment and id ~= SHARED then value = walk(environment, segments) end
  if value == nil then value = walk(prelude.shared, segments) end
  return value
end

-- Sets a global of the shared environment, and makes the tables on the way to it.
function prelude.set(path, value)
  local target, last, first, isnew = prelude.shared, nil, nil, false
  for segment in gmatch(path, "[^.]+") do
    if last then
      local inner = rawget(target, last)
      if type(inner) ~= "table" then
        inner = {}
        rawset(target, last, inner)
        isnew = isnew or last == first
      end
      target = inner
    end
    first, last = first or segment, segment
  end
  if not last then error("name: empty (expected: a dotted path)", 0) end
  rawset(target, last, value)
  prelude.given(first, isnew or first == last)
end

function prelude.register(path)
  prelude.set(path, prelude.hostfunction(path))
end
