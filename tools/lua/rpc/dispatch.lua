-- What a peer's call reaches: the procedures of the protocol itself, those of `settings.procedures`, and what a dotted
-- path finds in `settings.environment` (the globals unless set).

local compat = require "rpc.compat"

local dispatch = {}

dispatch.OK, dispatch.EXCEPTION, dispatch.NOT_FOUND, dispatch.NOT_CALLABLE, dispatch.NOT_SERIALISABLE = 0, 1, 2, 3, 4

local MAX_UPLOADS = 65536 -- functions that one connection can upload

-- The value at a dotted path below `root`: a segment of digits is tried as an integer key first. Only tables are
-- entered, so that a path never reaches into the string library through a string.
local function walk(root, path)
  local value = root
  for segment in path:gmatch("[^.]+") do
    if type(value) ~= "table" then return nil end
    local index = segment:match("^%d+$") and tonumber(segment)
    local element = index and value[index]
    if element == nil then element = value[segment] end
    value = element
  end
  return value
end

local function resolve(settings, path)
  local value = settings.procedures[path]
  if value == nil and path ~= "" then value = walk(settings.procedures, path) end
  if value == nil then value = walk(settings.environment, path) end
  return value
end

-- The text of a chunk that came as a table of fragments.
local function join(fragments)
  for i, fragment in ipairs(fragments) do
    if type(fragment) ~= "string" then
      error(("newexec: fragment %d is a %s (expected: string)"):format(i, type(fragment)), 0)
    end
  end
  return table.concat(fragments)
end

local function compile(settings, chunk)
  if not settings.allowexec then error("newexec: refused (expected: a peer that allows it)", 0) end
  if type(chunk) == "function" then return chunk end
  if type(chunk) == "table" then chunk = join(chunk) end
  if type(chunk) ~= "string" then
    error(("newexec: %s (expected: source text, fragments or a function)"):format(type(chunk)), 0)
  end
  if chunk:byte() == 27 and not settings.allowbytecode then
    error("newexec: bytecode (expected: source text)", 0)
  end
  local loaded, message = compat.load(chunk, "@rpc", settings.environment)
  return loaded or error(message, 0)
end

-- The protocol's own procedures; each is called with the connection first.
local builtins = {}

function builtins.__rpceval(connection, path)
  if type(path) ~= "string" then error(("eval: %s (expected: a path)"):format(type(path)), 0) end
  return (resolve(connection.settings, path))
end

-- Keeps an uploaded function and returns its number. A chunk that does not compile uses no number up.
function builtins.__rpcbuildexec(connection, chunk)
  local uploads = connection.uploads
  if #uploads >= MAX_UPLOADS then
    error(("newexec: %d functions (expected: <= %d)"):format(#uploads, MAX_UPLOADS), 0)
  end
  local uploaded = compile(connection.settings, chunk)
  uploads[#uploads + 1] = uploaded
  return #uploads
end

function builtins.__rpcrunexec(connection, number, ...)
  local uploaded = connection.uploads[number]
  if not uploaded then error("Undefined exec call", 0) end
  return uploaded(...)
end

function builtins.__rpcinvoke(_, object, name, ...)
  local kind = type(object)
  if (kind ~= "table" and kind ~= "userdata") or type(name) ~= "string" then
    error(("invoke: %s, %s (expected: an object and a method name)"):format(kind, type(name)), 0)
  end
  local method = object[name]
  if method == nil then error(("method: %s (expected: a method of the object)"):format(name), 0) end
  return method(object, ...)
end

builtins["rpc.signature"] = function(connection, ...)
  connection.references:declare(...)
end

-- The function that a call of this name runs, or nil and the status that says why there is none.
function dispatch.find(connection, name)
  local builtin = builtins[name]
  if builtin then
    return function(...) return builtin(connection, ...) end
  end
  local found = resolve(connection.settings, name)
  if found == nil then return nil, dispatch.NOT_FOUND end
  if type(found) ~= "function" then return nil, dispatch.NOT_CALLABLE end
  return found
end

-- The declared types of what a call returns.
function dispatch.resulttypes(connection, name, parameters)
  if name ~= "__rpcinvoke" then return connection.references:types(name) end
  local object, method = parameters[1], parameters[2]
  if object == nil or type(method) ~= "string" then return nil end
  return connection.references:types(method, object)
end

return dispatch
