-- Object references of one connection: objects that stay where they are and are called from the other end.
--
-- On the wire they are a number and a mark: "!" for an object of the sender's, "?" for the receiver's own object, back
-- again. They stand for whole parameters and results only, never inside a table. A reference lives as long as its connection,
-- or until this side releases it; its number is not given to another object.

local luatobin = require "rpc.luatobin"

local concat = table.concat

local MINE, YOURS = "!", "?"   -- as the sender means them
local MAX_VALUES = 7000        -- parameters or results of one call: what Lua 5.1 can still unpack
local MAX_SIGNATURES = 4096    -- that a peer may declare

local BYVALUE = { ["nil"] = true, boolean = true, number = true, string = true }

local References = {}
References.__index = References

-- What a proxy stands for: { connection, number }. Not in the proxy, where every string key can be a method.
local remotes = setmetatable({}, { __mode = "k" })

-- A proxy turns each string key into a function that calls the remote object's method of that name.
local Proxy = { __rpckind = "remote object" }

function Proxy.__index(proxy, name)
  if type(name) ~= "string" then return nil end
  local function method(_, ...)
    return remotes[proxy].connection:invoke(proxy, name, ...)
  end
  rawset(proxy, name, method)
  return method
end

function Proxy.__tostring(proxy)
  return "remote object " .. remotes[proxy].number
end

-- rpc.ref(object): says that `object` goes out by reference.
local Ref = { __rpckind = "reference" }

function References.ref(object)
  if BYVALUE[type(object)] then
    error("ref: " .. type(object) .. " (expected: a table, function, userdata or thread)", 2)
  end
  return setmetatable({ object = object }, Ref)
end

-- Signatures say which results go out by reference. A function: signature("snmp.open", "#snmp.session"). A method of
-- such an object: signature("#snmp.session", "get", "#snmp.var"). Several results: a list of types, false for a plain
-- one. `known` holds them as known[function] and known[class][method].
function References.signature(known, what, a, b)
  local types = b or a
  if type(types) ~= "table" then types = { types } end
  if type(what) ~= "string" or (b and type(a) ~= "string") then
    error("signature: " .. type(what) .. " (expected: a name and result types)", 0)
  end
  if not b then
    known[what] = types
  else
    known[what] = known[what] or {}
    known[what][a] = types
  end
end

function References.new(connection, settings, codec)
  return setmetatable({
    connection = connection,
    codec = codec or luatobin,
    last = 0,
    objects = {},  -- number -> object
    handed = {},   -- object -> { number, class }
    proxies = setmetatable({}, { __mode = "v" }), -- number -> proxy, so that an object has one proxy
    declared = {}, -- signatures that the peer declared, valid for this connection
    declarations = 0,
    signatures = settings.signatures,
    maxsize = settings.maxsize,
  }, References)
end

-- A declaration by the peer.
function References:declare(...)
  self.declarations = self.declarations + 1
  if self.declarations > MAX_SIGNATURES then
    error(("signature: %d declarations (expected: <= %d)"):format(self.declarations, MAX_SIGNATURES), 0)
  end
  References.signature(self.declared, ...)
end

-- The types of a function's results, or of a method's when `object` is given; nil when none were declared.
function References:types(name, object)
  if object == nil then return self.declared[name] or self.signatures[name] end
  local class = self.handed[object] and self.handed[object].class
  if not class then return nil end
  local methods = self.declared[class]
  return methods and methods[name] or self.signatures[class] and self.signatures[class][name]
end

-- Gives an object its number, once.
function References:hand(object, class)
  local handed = self.handed[object]
  if not handed then
    self.last = self.last + 1
    handed = { number = self.last, class = class }
    self.handed[object], self.objects[self.last] = handed, object
  end
  return handed.number
end

-- Forgets an object that was handed out, or a proxy. The peer's next use of the object fails as unknown.
function References:release(object)
  local remote, handed = remotes[object], self.handed[object]
  if remote and remote.connection == self.connection then self.proxies[remote.number] = nil end
  if handed then self.handed[object], self.objects[handed.number] = nil, nil end
  return (remote or handed) and true or false
end

-- The bytes of one parameter or result; `class` is its declared type.
function References:encodeone(value, class, functions)
  local codec = self.codec
  if BYVALUE[type(value)] then return codec.encode(value, functions, self.maxsize) end
  local metatable = getmetatable(value)
  if metatable == Proxy then
    local remote = remotes[value]
    if remote.connection == self.connection then return codec.encodeobject(YOURS, remote.number) end
    error("unencodable: object of another connection (expected: one of this peer, or rpc.ref of it)", 0)
  elseif metatable == Ref then
    return codec.encodeobject(MINE, self:hand(value.object))
  elseif class or self.handed[value] then
    return codec.encodeobject(MINE, self:hand(value, type(class) == "string" and class or nil))
  end
  return codec.encode(value, functions, self.maxsize)
end

-- The bytes of all values of a packed list, after `head`: a frame's payload.
function References:encode(head, values, types, functions)
  local pieces, size = { head }, #head
  for i = 1, values.n do
    local bytes = self:encodeone(values[i], types and types[i], functions)
    pieces[i + 1], size = bytes, size + #bytes
    if size > self.maxsize then error(("size-limit: > %d (expected: <= %d)"):format(self.maxsize, self.maxsize), 0) end
  end
  return concat(pieces)
end

-- One parameter or result and the position after it; `state` is kept from one to the next of a payload.
function References:decodeone(bytes, pos, bytecode, state)
  local value, after, mark = self.codec.decodeitem(bytes, pos, bytecode, state)
  if not mark then return value, after end
  if mark == MINE then return self:proxy(value), after end
  local object = self.objects[value]
  if object == nil then
    error(("unknown-object: %d (expected: an object of this peer) at byte %d"):format(value, pos - 1), 0)
  end
  return object, after
end

-- The procedure's name that a call begins with, and the position after it.
function References:decodename(bytes)
  local name, pos, mark = self.codec.decodeitem(bytes, 1, "raw")
  if type(name) ~= "string" then
    error(("bad-name: %s (expected: string)"):format(mark and "object reference" or type(name)), 0)
  end
  return name, pos
end

-- All values from `pos` to the end, as a packed list.
function References:decode(bytes, pos, bytecode)
  local values, n, state = {}, 0, {}
  while pos <= #bytes do
    n = n + 1
    if n > MAX_VALUES then error(("values: > %d (expected: <= %d)"):format(MAX_VALUES, MAX_VALUES), 0) end
    values[n], pos = self:decodeone(bytes, pos, bytecode, state)
  end
  values.n = n
  return values
end

-- The proxy for the peer's object of this number.
function References:proxy(number)
  local proxy = self.proxies[number]
  if not proxy then
    proxy = setmetatable({}, Proxy)
    remotes[proxy] = { connection = self.connection, number = number }
    self.proxies[number] = proxy
  end
  return proxy
end

return References
