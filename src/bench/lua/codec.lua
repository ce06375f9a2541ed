-- Measures the luatobin codec of tools/lua on the samples of `tools/bench codec`. One line a sample: its name, its bytes,
-- nanoseconds to encode and to decode all values of the sample once.

local folder = arg[0]:match("^(.*)[/\\]") or "."
package.path = folder .. "/../../../tools/lua/?.lua;" .. package.path

local luatobin = require "rpc.luatobin"

local SECONDS = 0.5

local map = {}
for i = 0, 4 do
  map["count" .. i] = 1000 * i
  map["level" .. i] = i + 0.25
  map["ready" .. i] = i % 2 == 0
  map["state" .. i] = "running-" .. i
end

local samples = {
  { name = "ARGUMENTS", values = { "add", 3, 4 } },
  { name = "MIXED", values = { true, 21.5, "celsius" } },
  { name = "MAP", values = { map } },
}

local function encode(values)
  local pieces = {}
  for i = 1, #values do pieces[i] = luatobin.encode(values[i]) end
  return table.concat(pieces)
end

local function decode(bytes)
  local values, n, pos = {}, 0, 1
  while pos <= #bytes do
    n = n + 1
    values[n], pos = luatobin.decode(bytes, pos)
  end
  return values
end

-- The time of one call: of as many as SECONDS take, after as many to warm up.
local function nanos(action, argument)
  local count = 0
  for _ = 1, 2 do
    count = 0
    local begin, now = os.clock(), 0
    repeat
      for _ = 1, 100 do action(argument) end
      count = count + 100
      now = os.clock() - begin
    until now >= SECONDS
    count = count / now
  end
  return 1e9 / count
end

for _, sample in ipairs(samples) do
  local bytes = encode(sample.values)
  print(("%s %d %.0f %.0f"):format(sample.name, #bytes, nanos(encode, sample.values), nanos(decode, bytes)))
end
