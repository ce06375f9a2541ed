-- A peer that connects, and again whenever a connection has ended, and offers the fixture over each: for a test that
-- listens, as `perigee replay --listen` does.
--
--   lua reconnect.lua host port [codec [connections]]      48 connections at a time unless told otherwise
--
-- Prints "connected PORT" once it is ready, and ends when nobody listens any more.

local folder = arg[0]:match("^(.*)[/\\]") or "."
package.path = folder .. "/?.lua;" .. package.path

require "fixture"
local rpc = require "rpc"

rpc.allowbytecode = true

local host, port, codec, connections = arg[1], tonumber(arg[2]), arg[3], tonumber(arg[4] or 48)

local peers = { assert(rpc.newclient(host, port, { codec = codec })) }
io.write("connected ", port, "\n")
io.flush()

local listening = true
while listening do
  for i = 1, connections do
    if listening and (not peers[i] or peers[i].closed) then
      peers[i] = rpc.newclient(host, port, { codec = codec })
      listening = peers[i] ~= nil
    end
  end
  rpc.step(1)
end
