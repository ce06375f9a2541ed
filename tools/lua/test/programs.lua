-- The programs of this folder as processes of their own, and the example of the README.

local compat = require "rpc.compat"
local harness = require "test.harness"
local rpc = require "rpc"

local check, equal = harness.check, harness.equal

return function(folder, interpreter)
  local function run(command)
    return assert(io.popen(("'%s' %s"):format(interpreter, command)))
  end

  check("fixture.lua --connect", function()
    local server = assert(rpc.newserveronly("127.0.0.1", 0))
    local program = run(("'%s/fixture.lua' --connect 127.0.0.1 %d"):format(folder, server.port))
    harness.await(function() return server:connections()[1] end)
    local peer = server:connections()[1]
    equal(peer:call("whoami"), "client")
    equal(peer:call("add", 3, 4), 7)
    equal(peer:call("callback_twice", 5), whoami() .. "5")
    equal(peer:eval("config.net.ports.2"), 443)
    local object = peer:call("newcounter", 5)
    equal(object:add(2), 7)
    if compat.is51 then equal(peer:newexec(function(x) return x * 2 end)(21), 42) end
    local done, message = pcall(peer.call, peer, "bad")
    equal(done, false)
    assert(message:match("fixture%.lua:%d+: "), message)
    peer:close()
    equal(program:read("*a"), ("connected %d\n"):format(server.port))
    program:close()
    server:close()
  end)

  check("slowpeer.lua --call: header and payload in two sends", function()
    local server = assert(rpc.newserveronly("127.0.0.1", 0))
    local program = run(("'%s/slowpeer.lua' --call 127.0.0.1 %d 5"):format(folder, server.port))
    harness.await(function() return server:connections()[1] end)
    harness.await(function() return not server:connections()[1] end, 10)
    assert(program:read("*a"):match("^%d+ calls per second"), "no rate")
    program:close()
    server:close()
  end)

  check("slowpeer.lua --connect", function()
    local server = assert(rpc.newserveronly("127.0.0.1", 0))
    local program = run(("'%s/slowpeer.lua' --connect 127.0.0.1 %d"):format(folder, server.port))
    harness.await(function() return server:connections()[1] end)
    local peer = server:connections()[1]
    equal(peer:call("whoami"), "slowpeer")
    equal(select("#", peer:call("echo", nil, 1, nil)), 3)
    equal(select(2, peer:call("nope")), "function not existing")
    peer:close()
    program:close()
    server:close()
  end)

  check("the README's example prints what the README says", function()
    local handle = assert(io.open(folder .. "/README.md"))
    local readme = handle:read("*a")
    handle:close()
    local program, printed = readme:match("```lua\n%-%- example%.lua\n(.-)```"), readme:match("```text\n(.-)```")
    local path = os.tmpname()
    handle = assert(io.open(path, "w"))
    handle:write(("package.path = %q .. package.path\n"):format(folder .. "/?.lua;"), program)
    handle:close()
    local output = run("'" .. path .. "'"):read("*a")
    os.remove(path)
    equal(output, printed)
  end)
end
