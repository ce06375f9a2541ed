-- Runs all tests with the interpreter that runs this file.
--
--   lua test/run.lua [vector file or folder ...]        by default the project's test-vectors
--
-- Prints "N passed, M failed"; exit code 1 when one failed.

local folder = (arg[0]:match("^(.*)[/\\]") or ".") .. "/.."
package.path = folder .. "/?.lua;" .. package.path

require "fixture"
local harness = require "test.harness"
local rpc = require "rpc"
local vectors = require "test.vectors"

local function files(path)
  if path:match("%.json$") then return { path } end
  local list = {}
  local listing = assert(io.popen("ls '" .. path .. "'"))
  for name in listing:lines() do
    if name:match("%.json$") then list[#list + 1] = path .. "/" .. name end
  end
  listing:close()
  return list
end

rpc.allowbytecode = true -- as in the fixture
local suites = { "codec", "calls", "references", "servers", "hostile", "programs", "copas" } -- copas takes over: last
for _, path in ipairs(#arg > 0 and arg or { folder .. "/../../test-vectors" }) do
  local list = files(path)
  harness.check("vectors in " .. path, function() assert(#list > 0, "no vector files") end)
  for _, file in ipairs(list) do vectors.replay(file) end
end
rpc.allowbytecode = false

for _, suite in ipairs(suites) do
  require("test." .. suite)(folder, arg[-1])
end

if harness.skipped > 0 then print(harness.skipped .. " not applicable to " .. require("rpc.compat").version) end
print(("%d passed, %d failed"):format(harness.passed, harness.failed))
os.exit(harness.failed == 0 and 0 or 1)
