-- The scheduler of a program that has no other: one socket.select over all listeners and connections.
--
-- The peer's calls run as tasks, coroutines of this loop. A task that waits lets the others go on. Code outside a task
-- (the main program, a coroutine of its own) that waits runs the loop in place until it has what it waits for: that is
-- how a blocking call still serves the peer's calls.

local socket = require "socket"
local compat = require "rpc.compat"
local Timers = require "rpc.timers"

local loop = {}

local timers = Timers.new(socket.gettime)
local watched = {}                           -- sockets to read from, as a list
local owners = {}                            -- socket -> what reads it, with `readable`
local unflushed = {}                         -- connections with bytes to send, as a list, each of them once
local ready = {}                             -- tasks that can go on
local tasks = setmetatable({}, { __mode = "k" }) -- coroutine -> { thread, connection, onerror, waiting }
local parked = 0                             -- tasks that wait

-- Sockets -------------------------------------------------------------------------------------------------------------

-- Reads from `owner.socket` from now on, by calling `owner:readable()`.
function loop.attach(owner)
  owners[owner.socket] = owner
  watched[#watched + 1] = owner.socket
end

-- Reads from it no longer and closes it.
function loop.detach(owner)
  owners[owner.socket] = nil
  for i, other in ipairs(watched) do
    if other == owner.socket then
      table.remove(watched, i)
      break
    end
  end
  owner.socket:close()
end

-- A file descriptor that select cannot watch must not come in: it would fail for all.
function loop.accepts(tcp)
  return tcp:getfd() < socket._SETSIZE
end

-- Bytes wait to be sent. They go out before the next select, all of a step in one send.
function loop.flush(connection)
  if connection.unflushed then return end
  connection.unflushed = true
  unflushed[#unflushed + 1] = connection
end

-- Sends what can be sent; the sockets that take no more now.
local function flushall()
  local blocked = {}
  local batch = unflushed
  unflushed = {}
  for _, connection in ipairs(batch) do
    connection.unflushed = false
    local done, err = connection:flush()
    if err then
      connection:fail(err)
    elseif not done then
      loop.flush(connection)
      blocked[#blocked + 1] = connection.socket
    end
  end
  return blocked
end

-- Tasks ---------------------------------------------------------------------------------------------------------------

local function resume(thread)
  local task = tasks[thread]
  local resumed, err = coroutine.resume(thread)
  if coroutine.status(thread) == "dead" then
    tasks[thread] = nil
    if not resumed then task.onerror(err) end
  elseif not task.waiting then -- yielded by code that knows nothing of this loop: it goes on with the next step
    ready[#ready + 1] = thread
  end
end

-- Runs `body` as a task, now, until it first waits.
function loop.spawn(connection, body, onerror)
  local thread = coroutine.create(body)
  tasks[thread] = { thread = thread, connection = connection, onerror = onerror }
  resume(thread)
end

local function forward(thread, resumed, ...)
  if coroutine.status(thread) == "dead" then return resumed, ... end
  return forward(thread, coroutine.resume(thread, coroutine.yield(...)))
end

-- pcall for what may wait. Lua 5.1 cannot yield across its own pcall, so there the body gets a coroutine of the same
-- task, whose yields are passed on.
function loop.pcall(body, ...)
  local task = tasks[compat.running() or false]
  if not compat.is51 or not task or not compat.isyieldable() then return pcall(body, ...) end
  local thread = coroutine.create(body)
  tasks[thread] = task
  return forward(thread, coroutine.resume(thread, ...))
end

-- The connection whose call the running code serves.
function loop.caller()
  local task = tasks[compat.running() or false]
  return task and task.connection
end

-- Returns once `waiter` was woken.
function loop.wait(waiter)
  local task = tasks[compat.running() or false]
  if task and compat.isyieldable() then
    waiter.thread, task.waiting = task.thread, true
    parked = parked + 1
    while not waiter.done do coroutine.yield() end
    parked = parked - 1
    task.waiting = nil
  else
    while not waiter.done do loop.step() end
  end
end

function loop.wake(waiter)
  if waiter.done then return end
  waiter.done = true
  if waiter.thread then ready[#ready + 1] = waiter.thread end
end

function loop.sleep(seconds)
  local waiter = {}
  timers:after(seconds, function() loop.wake(waiter) end)
  loop.wait(waiter)
end

function loop.after(seconds, action) return timers:after(seconds, action) end

function loop.cancel(timer) timers:cancel(timer) end

-- Steps ---------------------------------------------------------------------------------------------------------------

local function patience(timeout)
  if ready[1] then return 0 end
  local due = timers:remaining()
  if due and (not timeout or due < timeout) then return due end
  return timeout
end

-- Waits at most `timeout` seconds (nil: as long as it takes) for something to do and does it; true when there was.
function loop.step(timeout)
  local blocked = flushall()
  local readable, writable = socket.select(watched, blocked, patience(timeout))
  for _, tcp in ipairs(readable) do
    local owner = owners[tcp] -- nil when it was closed in this very step
    if owner then owner:readable() end
  end
  local worked = timers:run()
  if ready[1] then
    local batch = ready
    ready, worked = {}, true
    for _, thread in ipairs(batch) do resume(thread) end
  end
  flushall()
  return worked or readable[1] ~= nil or writable[1] ~= nil
end

-- Whether anything can still happen.
function loop.active()
  return watched[1] ~= nil or ready[1] ~= nil or parked > 0 or timers:remaining() ~= nil
end

-- Serves until all listeners and connections are closed and all tasks have ended.
function loop.loop()
  while loop.active() do loop.step() end
end

return loop
