-- The Lua half of `perigee demo`: connects to the Java half, calls it, and then lets it call.
--
--   lua demo.lua HOST PORT

package.path = (arg[0]:match("^(.*)[/\\]") or ".") .. "/?.lua;" .. package.path

local rpc = require "rpc"

-- What Java may call. These are plain globals: the module offers them all, string.upper and the like included.

function greet(name) return ("Hello %s, this is %s"):format(name, rawget(_G, "jit") and jit.version or _VERSION) end

function add(a, b) return a + b end

function multi() return 1, nil, "three" end

function fail(message) error(message, 0) end

function failtable() error({ code = 42, why = "out of range" }, 0) end

-- Calls its caller back, which calls back in turn, until nothing is left to count.
function countdown(n)
  if n == 0 then return "lift-off" end
  return rpc.caller():call("countdown", n - 1)
end

devices = {
  { name = "meter", address = 17, online = true },
  { name = "valve", address = 23, online = false },
}

-- What Lua calls.

local host, port = arg[1], tonumber(arg[2])
local java = assert(rpc.newclient(host, port))

-- The transcript shows these calls as its headings.
local function scene(title) assert(java:call("scene", title) == true) end

local function expect(what, found, expected)
  if found ~= expected then
    error(("%s: %s (expected: %s)"):format(what, tostring(found), tostring(expected)), 0)
  end
end

scene "Lua calls Java"
java:call("greet", "Lua")
expect("sum", java:call("sum", { 1, 2, 3, 4.5 }), 10.5)
local first, second, third = java:call("multi")
expect("multi", first == 1 and second == nil and third == "three", true)

scene "Lua reads a value of Java's, by its path"
expect("port", java:eval("config.net.ports.2"), 443)

if java:eval("engine") then
  scene "Lua uploads functions to Java, and runs them there"
  local times = assert(java:newexec("local a, b = ... return a * b, 'done in ' .. _VERSION"))
  expect("times", times(6, 7), 42)
  local loop = assert(java:newexec({ "local n = 0 for i = 1, ... do ", "n = n + i end return n" }))
  expect("loop", loop(100), 5050)

  scene "What does not end is ended, what does not compile is told"
  expect("endless", pcall(java:newexec("while true do end")), false)
  expect("newexec", pcall(java.newexec, java, "return return"), false)
else
  scene "Lua uploads a function to Java, where no Lua engine is: a clear error"
  expect("newexec", pcall(java.newexec, java, "return ..."), false)
end

scene "Things go wrong, and nothing breaks"
expect("message", select(2, java:call("no.such.name")), "function not existing")
expect("message", select(2, java:call("config")), "not a function")
expect("fail", pcall(java.call, java, "fail", "on purpose"), false)

java:call("ready")
rpc.loop()
