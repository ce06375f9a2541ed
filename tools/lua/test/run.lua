-- Runs all tests with the interpreter that runs this file.
--
--   lua test/run.lua [vector file or folder ...]        by default the project's test-vectors, where they are
--
-- Prints "N passed, M failed"; exit code 1 when one failed.

local folder = (arg[0]:match("^(.*)[/\\]") or ".") .. "/.."
package.path = folder .. "/?.lua;" .. package.path

require "fixture"
local harness = require "test.harness"
local rpc = require "rpc"
local vectors = require "test.vectors"

-- What to replay: without arguments the project's vectors, which a copy of this folder alone does not have.
local function paths()
  if #arg > 0 then return arg end
  local path = folder .. "/../../test-vectors"
  local marker = io.open(path .. "/FORMAT.md")
  if not marker then
    print("no vectors in " .. path .. ", which the project's repository has: they are not replayed")
    return {}
  end
  marker:close()
  return { path }
end

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
local suites = { "codec", "msgpack", "calls", "references", "servers", "hostile", "programs", "copas" } -- copas takes over: last
for _, path in ipairs(paths()) do
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
