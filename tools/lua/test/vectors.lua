-- Replays vector files: codec rows against the codec, frames, exchanges and sessions against a live peer of this
-- process that offers the fixture.

local compat = require "rpc.compat"
local harness = require "test.harness"
local json = require "test.json"
local luatobin = require "rpc.luatobin"
local msgpack = require "rpc.msgpack"
local numbers = require "rpc.numbers"
local References = require "rpc.references"
local rpc = require "rpc"
local tagged = require "test.tagged"

local check, equal = harness.check, harness.equal

local vectors = {}

local codecs = { luatobin = luatobin, msgpack = msgpack }
local codec -- of the file that is being replayed

-- How a row is told: "luatobin-errors.json 1.3.7: its name"; recorded rows have no number of their own.
local function title(file, row)
  return (row.case and file .. " " .. row.case or file) .. ": " .. row.name
end

-- Objects -------------------------------------------------------------------------------------------------------------

-- References for one row, and what stands for objects when this peer receives the row's bytes and when it sends them.
local function rowreferences()
  local references = References.new({}, { signatures = {}, maxsize = rpc.maxsize }, codec)
  local objects = setmetatable({}, { __index = function(own, n)
    own[n] = { number = n }
    references.objects[n], references.handed[own[n]] = own[n], { number = n }
    return own[n]
  end })
  local function proxy(n) return references:proxy(n) end
  local function ours(n) return objects[n] end
  return references, { mine = proxy, yours = ours }, {
    yours = proxy,
    mine = function(n) return rpc.ref(objects[n]) end,
  }
end

-- Codec rows ----------------------------------------------------------------------------------------------------------

local function decodeone(references, bytes, bytecode)
  local value, pos = references:decodeone(bytes, 1, bytecode)
  if pos <= #bytes then return codec.decodeone(bytes, bytecode) end
  return value
end

local function assertsame(actual, expected, zero)
  if not tagged.same(actual, expected, zero) then error("another value", 2) end
end

local function codecvalue(row)
  local bytes = tagged.bytes(row.hex)
  local references, receiving, sending = rowreferences()
  if row.direction ~= "encode" then
    local expected = tagged.value(row.value, receiving)
    assertsame(decodeone(references, bytes, "raw"), expected)
  end
  if row.direction ~= "decode" then
    local value = tagged.value(row.value, sending)
    local encoded = references:encodeone(value)
    if tagged.isordered(value) then equal(tagged.hex(encoded), tagged.hex(bytes)) end
    if type(value) ~= "table" or not getmetatable(value) then
      assertsame(decodeone(references, encoded, "raw"), value, row.direction == "encode")
    end
  end
end

local function codecerror(row)
  local references, _, sending = rowreferences()
  local done, message
  if row.direction == "encode" then
    local value = tagged.value(row.value, sending)
    done, message = pcall(references.encodeone, references, value)
  else
    local refuse = row.options and row.options.functions == false
    done, message = pcall(decodeone, references, tagged.bytes(row.hex), not refuse and "raw" or nil)
  end
  if row.stage then return equal(done, true) end -- an error of conversions that this module does not have
  equal(done, false)
  equal(message:match("^[%w-]+"), row.error)
end

-- Frames --------------------------------------------------------------------------------------------------------------

local function splitframes(bytes)
  local frames, pos = {}, 1
  while pos <= #bytes do
    local size = numbers.readuint32(bytes, pos + 2)
    frames[#frames + 1] = bytes:sub(pos, pos + 5 + size)
    pos = pos + 6 + size
  end
  return frames
end

-- Compares a packed list of values with an array of tagged JSON.
local function comparelist(values, nodes, objects)
  equal(values.n, #nodes)
  for i, node in ipairs(nodes) do assertsame(values[i], tagged.value(node, objects), true) end
end

local function oneframe(bytes, expected)
  local references, receiving, sending = rowreferences()
  local kind, number = bytes:byte(1, 2)
  local payload = bytes:sub(7)
  local head, nodes, values
  equal(number, expected.seq)
  local list = expected.type == "call" and expected.args or expected.results
  for _, node in ipairs(list) do -- the objects that the sender knows
    if type(node) == "table" and node.yours then receiving.yours(node.yours) end
  end
  if expected.type == "call" then
    equal(kind, 0)
    local name, pos = references:decodename(payload)
    equal(name, tagged.value(expected.procedure))
    head, nodes, values = codec.encode(name), expected.args, references:decode(payload, pos, "raw")
  else
    equal(kind, 1)
    equal(payload:byte(), expected.status)
    head, nodes, values = payload:sub(1, 1), expected.results, references:decode(payload, 2, "raw")
  end
  comparelist(values, nodes, receiving)

  local sent, ordered = { n = #nodes }, true
  for i, node in ipairs(nodes) do
    sent[i] = tagged.value(node, sending)
    ordered = ordered and tagged.isordered(sent[i])
  end
  if ordered then equal(tagged.hex(references:encode(head, sent)), tagged.hex(payload)) end
end

local function framerow(row)
  local frames = splitframes(tagged.bytes(row.hex))
  local expected = row.frames or { row.frame }
  equal(#frames, #expected)
  for i, frame in ipairs(frames) do oneframe(frame, expected[i]) end
end

-- Live peers ----------------------------------------------------------------------------------------------------------

local function payloadvalues(payload, pos)
  return rowreferences():decode(payload, pos, "raw")
end

-- A server of this process with the fixture, for as long as `body` runs; `body` may shorten the frame time-out.
local function withserver(body)
  local frametimeout = rpc.frametimeout
  local server = assert(rpc.newserveronly("127.0.0.1", 0))
  local peer
  function server.onpeer(connection) peer = connection end
  local raw = harness.connect(server)
  harness.await(function() return peer end)
  local done, message = pcall(body, raw, peer)
  raw:close()
  server:close()
  rpc.frametimeout = frametimeout
  if not done then error(message, 0) end
end

-- What a text begins with that is about the error of this code.
local function coded(code)
  return "^" .. code:gsub("%-", "%%-") .. ": "
end

-- A call's error comes back as status 1 and its text; a response's error fails the call that it answers.
local function frameerror(row)
  local bytes = tagged.bytes(row.hex)
  withserver(function(raw, peer)
    if row.error == "frame-timeout" then rpc.frametimeout = 0.1 end
    if row.fate == "close" then
      raw:write(bytes)
      harness.await(function() return peer.closed end)
      local pattern = coded(row.error)
      if not peer.closed:match(pattern) then error(peer.closed .. " (expected: " .. pattern .. ")", 0) end
    elseif row.stage then
      raw:write(bytes)
      harness.await(function() return peer.unexpected > 0 end)
      equal(peer.closed, nil)
    elseif bytes:byte() == 0 then
      raw:write(bytes)
      local answer = assert(raw:frame())
      equal(answer:byte(1), 1)
      equal(answer:byte(7), 1)
      local message = codec.decodeone(answer:sub(8))
      equal(message:match("^[%w-]+"), row.error)
    else
      local outcome
      rpc.spawn(function() outcome = compat.pack(rpc.pcall(peer.call, peer, "echo")) end)
      assert(raw:frame())
      raw:write(bytes)
      harness.await(function() return outcome end)
      equal(outcome[1], true)
      equal(outcome[2], nil)
      local pattern = coded(row.error)
      if row.status then pattern = pattern .. row.status .. " " end
      if not outcome[3]:match(pattern) then error(outcome[3] .. " (expected: " .. pattern .. ")", 0) end
      equal(peer.closed, nil)
    end
  end)
end

local function compareresponse(actual, expected, row)
  equal(actual:byte(1), 1)
  equal(actual:byte(2), expected:byte(2))
  equal(actual:byte(7), expected:byte(7))
  local results, wanted = payloadvalues(actual:sub(7), 2), payloadvalues(expected:sub(7), 2)
  local free = row.text == "free" or type(wanted[1]) == "string" and wanted[1]:match("^[^:]*%.lua:[0-9]+: ")
  if free then return end
  equal(results.n, wanted.n)
  for i = 1, wanted.n do assertsame(results[i], wanted[i], true) end
end

-- Only Lua 5.1 loads the recorded bytecode, a function that doubles. Elsewhere source text that does the same takes its
-- place, so that the numbers of what is uploaded run on; that row is not counted.
local function replacebytecode(call)
  local payload = call:sub(7)
  if compat.is51 or not payload:find("\6..\27Lua") then return call, false end
  payload = luatobin.encode("__rpcbuildexec") .. luatobin.encode("local x = ... return x * 2")
  return call:sub(1, 2) .. numbers.uint32(#payload) .. payload, true
end

local function exchanges(file, rows)
  withserver(function(raw)
    for _, row in ipairs(rows) do
      check(title(file, row), function()
        if row.needs and row.needs[1] == "int64" and not math.type then error("skip: no 64-bit integers here", 0) end
        local call, replaced = replacebytecode(tagged.bytes(row.call))
        raw:write(call)
        local response = assert(raw:frame())
        compareresponse(response, tagged.bytes(row.response), row)
        if replaced then error("skip: bytecode", 0) end
      end)
    end
  end)
end

-- Sends one part of a session and matches the responses that it expects.
local function sessionpart(raw, part, ordered)
  for _, hex in ipairs(part.send) do raw:write(tagged.bytes(hex)) end
  local expected, count = {}, #part.expect
  for _, response in ipairs(part.expect) do expected[response.seq] = response end
  for i = 1, count do
    local answer = assert(raw:frame(10))
    local response = assert(expected[answer:byte(2)], "a response that was not expected")
    expected[answer:byte(2)] = nil
    if ordered then equal(answer:byte(2), part.expect[i].seq) end
    equal(answer:byte(1), 1)
    equal(answer:byte(7), response.status)
    if response.results then comparelist(payloadvalues(answer:sub(7), 2), response.results) end
  end
end

-- A call of echo without arguments, number 250.
local function probe()
  local payload = codec.encode("echo")
  return "\0\250" .. numbers.uint32(#payload) .. payload
end

local function session(row)
  withserver(function(raw, peer)
    if row.slow then rpc.frametimeout = 0.1 end
    sessionpart(raw, row, row.ordered)
    if row["then"] then sessionpart(raw, row["then"]) end
    if row.fate == "open" then
      raw:write(probe())
      equal(tagged.hex(assert(raw:frame())), "01fa0000000100")
      equal(peer.closed, nil)
    else
      harness.await(function() return peer.closed end)
      repeat until not raw:frame()
      equal(raw.ended, true)
    end
  end)
end

-- Conversations -------------------------------------------------------------------------------------------------------

-- Plays one side of a recorded conversation with the module and the other with a raw socket. What the module sends by
-- itself must be what was recorded; a recorded call that it does not make by itself is made here.
local function conversation(rows, side)
  local original = whoami
  function whoami() return side end
  local done, message = pcall(withserver, function(raw, peer)
    local sent = {} -- type and number -> what the module sent, in an order of its own
    local function receive(head, seconds)
      repeat
        local frame = raw:frame(seconds)
        if frame then sent[frame:sub(1, 2)] = frame end
      until not frame or sent[head]
      return sent[head]
    end
    for i, row in ipairs(rows) do
      local bytes = tagged.bytes(row.hex)
      local head = bytes:sub(1, 2)
      if row.from ~= side then
        raw:write(bytes)
      else
        if bytes:byte() == 0 and not (sent[head] or receive(head, 0.03)) then
          local values = payloadvalues(bytes:sub(7), 1)
          rpc.spawn(function() peer:call(compat.unpack(values, 1, values.n)) end)
        end
        local actual = assert(sent[head] or receive(head))
        sent[head] = nil
        equal(("%d: %s"):format(i, tagged.hex(actual)), ("%d: %s"):format(i, tagged.hex(bytes)))
      end
    end
  end)
  whoami = original
  if not done then error(message, 0) end
end

-- Files ---------------------------------------------------------------------------------------------------------------

local function each(file, rows, replay)
  for _, row in ipairs(rows) do
    check(title(file, row), function() replay(row) end)
  end
end

-- Replays one file.
function vectors.replay(path)
  local file = path:match("[^/\\]+$")
  local handle = assert(io.open(path, "rb"))
  local contents = json.decode(handle:read("*a"))
  handle:close()
  local live = contents.protocol ~= nil and not file:match("objects")
  codec = assert(codecs[contents.codec or "luatobin"], "an unknown codec")
  each(file, contents.values or {}, codecvalue)
  each(file, contents.errors or {}, live and frameerror or codecerror)
  if contents.exchanges then exchanges(file, contents.exchanges) end
  each(file, contents.sessions or {}, session)
  if contents.frames and contents.frames[1].frame then
    each(file, contents.frames, framerow)
  elseif contents.frames then
    for _, side in ipairs { "client", "server" } do
      check(file .. ": " .. side, function() conversation(contents.frames, side) end)
    end
  end
end

return vectors
