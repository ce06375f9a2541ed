-- The Lua process of `tools/bench lua`: serves application.lua to one peer, and ends with it. Says its port first.

local folder = arg[0]:match("^(.*)[/\\]") or "."
package.path = folder .. "/../../../tools/lua/?.lua;" .. package.path

local rpc = require "rpc"

dofile(folder .. "/application.lua")

local server = assert(rpc.newserveronly("127.0.0.1", 0))
function server.onpeer() server:stop() end
io.write("bench: ", server.port, "\n")
io.flush()
rpc.loop()
