-- One connection: frames in and out, the calls of both directions.
--
--   type:u8 (0 call, 1 response) | number:u8 | size:u32 | payload
--
-- A call's payload is the procedure's name and the parameters; a response's is a status byte and the results. Nothing
-- here waits on the socket: bytes are taken as they come, and what cannot be sent at once is sent when it can be.

local socket = require "socket"
local compat = require "rpc.compat"
local dispatch = require "rpc.dispatch"
local numbers = require "rpc.numbers"
local InFlight = require "rpc.inflight"
local References = require "rpc.references"
local codecs = { luatobin = require "rpc.luatobin", msgpack = require "rpc.msgpack" }

local byte, char, sub, concat = string.byte, string.char, string.sub, table.concat

local CALL, RESPONSE = 0, 1
local HEADER = 6
local MAX_UNSENT = 67108864  -- bytes that may wait for a peer that does not read
local MAX_UNEXPECTED = 16    -- responses nobody waits for, within a second

local Connection = { READ_SIZE = 65536 }
Connection.__index = Connection

-- The codec of this name; luatobin without one.
function Connection.codec(name)
  local codec = codecs[name == nil and "luatobin" or name]
  return codec or error(("codec: %s (expected: luatobin or msgpack)"):format(tostring(name)), 3)
end

-- `codec` is what the connection speaks. With `choosing`, the peer's first call may be of another one, which is then
-- spoken: what it begins with tells.
function Connection.new(tcp, settings, scheduler, codec, choosing)
  tcp:settimeout(0)
  tcp:setoption("tcp-nodelay", true)
  tcp:setoption("keepalive", true)
  local self = setmetatable({
    socket = tcp,
    settings = settings,
    scheduler = scheduler,
    calls = InFlight.new(),
    open = {},       -- numbers of the peer's calls that have no answer yet
    uploads = {},    -- functions that the peer uploaded
    buffer = "",     -- bytes from the peer, read up to `pos`,
    pos = 1,
    pieces = {},     -- and what came after them
    available = 0,   -- bytes of both that were not read
    needed = HEADER, -- bytes until there is something to read
    unsent = {},     -- frames that wait for the socket, after the rest of `sending`
    unsentsize = 0,
    lent = false,    -- whether the scheduler sends in our place now
    unexpected = 0,  -- responses nobody waited for, since `unexpectedsince`
    unexpectedsince = 0,
    choosing = choosing,
  }, Connection)
  self.references = References.new(self, settings, codec)
  scheduler.attach(self)
  return self
end

-- Sending -------------------------------------------------------------------------------------------------------------

local function frame(kind, number, payload)
  return char(kind, number) .. numbers.uint32(#payload) .. payload
end

function Connection:send(bytes)
  if self.closed then return end
  self.unsent[#self.unsent + 1] = bytes
  self.unsentsize = self.unsentsize + #bytes
  if self.unsentsize > MAX_UNSENT then
    return self:fail(("unsent: %d bytes (expected: <= %d)"):format(self.unsentsize, MAX_UNSENT))
  end
  self.scheduler.flush(self)
end

-- All bytes that wait to be sent; from now on they are the caller's to send.
function Connection:drain()
  local bytes = #self.unsent == 1 and self.unsent[1] or concat(self.unsent)
  self.unsent, self.unsentsize = {}, 0
  return bytes
end

-- Sends what the socket takes now, all that waits in one send. True when nothing is left, else false and the error if
-- there was one.
function Connection:flush()
  if self.lent then return false end
  while self.sending or self.unsentsize > 0 do
    if not self.sending then self.sending, self.sent = self:drain(), 0 end
    local last, err, partly = self.socket:send(self.sending, self.sent + 1)
    self.sent = last or partly
    if not last then return false, err ~= "timeout" and err or nil end
    if self.sent == #self.sending then self.sending = nil end
  end
  return true
end

-- Receiving -----------------------------------------------------------------------------------------------------------

-- Called when the socket has bytes, or has ended.
function Connection:readable()
  self:take(self.socket:receive(Connection.READ_SIZE))
end

-- Takes what a read of the socket gave.
function Connection:take(bytes, err, partial)
  bytes = bytes or partial
  if bytes and bytes ~= "" then self:feed(bytes) end
  if err and err ~= "timeout" then self:fail(err) end
end

-- Takes bytes from the peer and handles every frame that they complete. A procedure that waits in place feeds the same
-- connection meanwhile, so the state is whole before each frame is handled.
function Connection:feed(bytes)
  self.pieces[#self.pieces + 1] = bytes
  self.available = self.available + #bytes
  while self.available >= self.needed and not self.closed do
    local kind, number, payload = self:nextframe()
    if kind == CALL then self:oncall(number, payload) elseif kind then self:onresponse(number, payload) end
  end
  self:watchframe()
end

-- The next frame, if it is complete. Its size is judged as soon as its header is there.
function Connection:nextframe()
  if #self.pieces > 0 then
    self.buffer, self.pos, self.pieces = sub(self.buffer, self.pos) .. concat(self.pieces), 1, {}
  end
  local buffer, pos = self.buffer, self.pos
  local kind, number = byte(buffer, pos, pos + 1)
  local size = numbers.readuint32(buffer, pos + 2)
  if kind > RESPONSE then return self:fail(("unknown-type: %d (expected: 0 or 1)"):format(kind)) end
  if size > self.settings.maxsize then
    return self:fail(("size-limit: %.0f (expected: <= %d)"):format(size, self.settings.maxsize))
  end
  self.needed = HEADER + size
  if self.available < self.needed then return nil end

  self.available, self.pos = self.available - self.needed, pos + self.needed
  self.needed, self.framesince = HEADER, nil
  return kind, number, sub(buffer, pos + HEADER, pos + HEADER + size - 1)
end

-- Sees to it that a frame which was begun is completed in time. One timer is enough: when it comes up and another frame
-- is under way by then, it is set again for that one.
function Connection:watchframe()
  if self.available == 0 or self.framesince or self.closed then return end
  self.framesince = socket.gettime()
  if self.frametimer then return end
  local function check()
    self.frametimer = nil
    if self.closed or not self.framesince then return end
    local rest = self.settings.frametimeout - (socket.gettime() - self.framesince)
    if rest <= 0 then
      return self:fail(("frame-timeout: %d bytes (expected: a whole frame within %g s)")
        :format(self.available, self.settings.frametimeout))
    end
    self.frametimer = self.scheduler.after(rest, check)
  end
  self.frametimer = self.scheduler.after(self.settings.frametimeout, check)
end

-- The peer's calls ----------------------------------------------------------------------------------------------------

-- A call that begins as no name does leaves the choice to those that follow.
function Connection:choose(tag)
  if self.references.codec.beginsname(tag) then
    self.choosing = false
    return
  end
  for _, codec in pairs(codecs) do
    if codec.beginsname(tag) then self.references.codec, self.choosing = codec, false end
  end
end

-- Each call runs in a coroutine of its own, so that one that waits keeps no other from being answered.
function Connection:oncall(number, payload)
  if self.open[number] then
    return self:fail(("duplicate-number: call %d (expected: a number without an open call)"):format(number))
  end
  self.open[number] = true
  if self.choosing and payload ~= "" then self:choose(byte(payload)) end
  self.scheduler.spawn(self, function() self:execute(number, payload) end, function(err)
    self:respond(number, dispatch.EXCEPTION, { n = 1, err })
  end)
end

function Connection:execute(number, payload)
  if payload == "" then error("empty-call: no payload (expected: the name of a procedure)", 0) end
  local name, pos = self.references:decodename(payload)
  local parameters = self.references:decode(payload, pos, self.settings.allowbytecode)

  local procedure, missing = dispatch.find(self, name)
  if not procedure then return self:respond(number, missing, { n = 0 }) end
  -- Read before the call, as it may release the object that it is a method of.
  local types = dispatch.resulttypes(self, name, parameters)
  local results = compat.pack(procedure(compat.unpack(parameters, 1, parameters.n)))
  return self:respond(number, dispatch.OK, results, types)
end

function Connection:respond(number, status, results, types)
  if self.closed then return end
  local encoded, payload = pcall(self.references.encode, self.references, char(status), results, types,
    self.settings.allowbytecode)
  if not encoded then
    payload = self.references:encode(char(dispatch.NOT_SERIALISABLE), { n = 1, "Cannot serialize result" })
  end
  -- Free before it is written: the peer may use the number again as soon as it has the response.
  self.open[number] = nil
  self:send(frame(RESPONSE, number, payload))
end

-- Our calls -----------------------------------------------------------------------------------------------------------

local MESSAGES = {
  [dispatch.NOT_FOUND] = "function not existing",
  [dispatch.NOT_CALLABLE] = "not a function",
}

-- Sends a call and returns its outcome, once there is one: `true, results` or `false, message`.
function Connection:exchange(payload)
  local call = {}
  function call.granted() self:send(frame(CALL, call.number, payload)) end

  local number, refused = self.calls:take(call)
  if refused then return false, refused end
  if number then call.granted() end

  local timer
  if self.timeout then
    timer = self.scheduler.after(self.timeout, function()
      self.calls:abandon(call)
      call.message = call.number and "timeout" or "not sent: timeout"
      self.scheduler.wake(call)
    end)
  end
  self.scheduler.wait(call)
  if timer then self.scheduler.cancel(timer) end
  return call.payload, call.message
end

-- A response: its call goes on with it. One that comes late frees its number; too many unexpected ones end it all.
function Connection:onresponse(number, payload)
  local call, late = self.calls:answered(number)
  if call then
    call.payload = payload
    return self.scheduler.wake(call)
  end
  if late then return end
  local now = socket.gettime()
  if now - self.unexpectedsince > 1 then self.unexpected, self.unexpectedsince = 0, now end
  self.unexpected = self.unexpected + 1
  if self.unexpected > MAX_UNEXPECTED then
    self:fail(("unexpected-response: %d that no call waits for (expected: <= %d in 1 s)")
      :format(self.unexpected, MAX_UNEXPECTED))
  end
end

-- Turns a response's payload into what the caller gets.
function Connection:outcome(payload)
  local status = byte(payload)
  if not status then return nil, "no-status: no payload (expected: a status byte)" end
  if MESSAGES[status] then return nil, MESSAGES[status] end
  if status > dispatch.NOT_SERIALISABLE then return nil, ("unknown-status: %d (expected: 0 to 4)"):format(status) end
  local decoded, results = pcall(self.references.decode, self.references, payload, 2, self.settings.allowbytecode)
  if not decoded then return nil, results end
  if status == dispatch.OK then return compat.unpack(results, 1, results.n) end
  if status == dispatch.EXCEPTION then
    local raised = results[1]
    error(type(raised) == "string" and "Error in remote call:\n" .. raised or raised, 0)
  end
  return nil, results[1] == nil and "not serialisable" or tostring(results[1])
end

-- Calls the peer's procedure and returns its results. An error there is raised here; nil and a message come back when
-- there is no such procedure, when its result cannot be sent, and when the connection is lost.
function Connection:call(name, ...)
  if type(name) ~= "string" then error(("bad-name: %s (expected: string)"):format(type(name)), 2) end
  local references = self.references
  local payload = references:encode(references:encodeone(name), compat.pack(...), nil, true)
  if self.closed then return nil, self.closed end
  local response, message = self:exchange(payload)
  if not response then return nil, message end
  return self:outcome(response)
end

-- The value at a dotted path among the peer's globals.
function Connection:eval(path)
  return self:call("__rpceval", path)
end

local function checkupload(chunk)
  if type(chunk) ~= "function" then return end
  if not compat.is51 then error("newexec: function (expected: source text; only Lua 5.1 can send bytecode)", 3) end
  if debug and debug.getinfo(chunk, "u").nups > 0 then
    error("newexec: function with upvalues (expected: one without, or source text)", 3)
  end
end

-- Uploads source text, a list of fragments of it, or (from Lua 5.1) a function without upvalues. Returns a function
-- that runs it at the peer.
function Connection:newexec(chunk)
  checkupload(chunk)
  local number, message = self:call("__rpcbuildexec", chunk)
  if not number then return nil, message end
  return function(...) return self:call("__rpcrunexec", number, ...) end
end

-- Calls a method of one of the peer's objects; `proxy:name(...)` is the same.
function Connection:invoke(proxy, name, ...)
  return self:call("__rpcinvoke", proxy, name, ...)
end

-- Declares at the peer which of its results come by reference.
function Connection:remsignature(...)
  return self:call("rpc.signature", ...)
end

-- Forgets an object that went out by reference; true when there was one.
function Connection:release(object)
  return self.references:release(object)
end

-- Seconds that a call may take; nil for as long as it needs. A call that took longer returns nil, "timeout".
function Connection:settimeout(seconds)
  self.timeout = seconds
end

-- Serves all connections, for at most `timeout` seconds until something happens; true when something did.
function Connection:step(timeout)
  return self.scheduler.step(timeout)
end

-- Ends the connection: every call that waits returns nil and the message. What was answered is still sent, as far as
-- the socket takes it at once.
function Connection:fail(message)
  if self.closed then return end
  self:flush()
  self.closed = message
  self.scheduler.detach(self)
  if self.frametimer then self.scheduler.cancel(self.frametimer) end
  for _, call in ipairs(self.calls:drain()) do
    call.message = message
    self.scheduler.wake(call)
  end
  self.buffer, self.pos, self.pieces, self.available = "", 1, {}, 0
  self.sending, self.unsent, self.unsentsize, self.uploads = nil, {}, 0, {}
  self.references = References.new(self, self.settings, self.references.codec)
  if self.server then self.server.peers[self] = nil end
  if self.onclose then self.onclose(self) end
end

function Connection:close()
  self:fail("closed")
end

return Connection
