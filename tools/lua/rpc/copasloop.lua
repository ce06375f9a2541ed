-- The scheduler of a program that runs under copas: connections are read by copas threads, the peer's calls run as
-- copas threads, and a call that waits parks its thread, so that any number of threads can call on one connection.
--
-- Newer versions of copas can park and wake a thread and have timers. Older ones (1.x) lack both: there a thread is
-- parked by yielding to a queue of our own, and `copas.step` is wrapped to see to woken threads and timers.

local socket = require "socket"
local compat = require "rpc.compat"
local Connection = require "rpc.connection"
local Timers = require "rpc.timers"

local copasloop = {}

-- Parking, waking and timers as the given copas has them: park(waiter), wake(waiter), after(seconds, action), cancel.
local function modern(copas, running)
  local park = {}

  function park.park(waiter)
    waiter.thread = running()
    if copas.pauseforever then copas.pauseforever() else copas.sleep(-1) end
  end

  function park.wake(waiter)
    if waiter.thread then copas.wakeup(waiter.thread) end
  end

  function park.after(seconds, action)
    local timer = { action = action }
    copas.addthread(function()
      timer.thread = running()
      if timer.action then (copas.pause or copas.sleep)(seconds) end
      local action = timer.action
      timer.action = nil
      if action then action() end
    end)
    return timer
  end

  -- Its thread is woken to end: copas.loop goes on for as long as a thread sleeps.
  function park.cancel(timer)
    if not timer.action then return end -- it ran, or was cancelled
    timer.action = nil
    if timer.thread then copas.wakeup(timer.thread) end
  end

  return park
end

local function old(copas)
  local park = {}
  local timers = Timers.new(socket.gettime)
  local ready = {}
  local queue = {} -- what copas takes for one of its queues when a thread yields to it

  function queue.insert() end

  function queue.push(_, waiter, thread) waiter.thread = thread end

  function park.park(waiter) coroutine.yield(waiter, queue) end

  function park.wake(waiter)
    if waiter.thread then ready[#ready + 1] = waiter.thread end
  end

  function park.after(seconds, action) return timers:after(seconds, action) end

  function park.cancel(timer) timers:cancel(timer) end

  local step = copas.step
  function copas.step(timeout)
    timers:run()
    local batch = ready
    ready = {}
    for _, thread in ipairs(batch) do copas.addthread(thread) end
    local due = ready[1] and 0 or timers:remaining()
    if due and (not timeout or due < timeout) then timeout = due end
    return step(timeout)
  end

  return park
end

-- A scheduler on this copas.
function copasloop.new(copas)
  local loop = {}
  local pcall, running = pcall, compat.running
  if compat.is51 then -- where a plain pcall cannot be yielded across
    local coxpcall = require "coxpcall"
    pcall, running = coxpcall.pcall, coxpcall.running or running
  end

  local park = copas.wakeup and modern(copas, running) or old(copas)
  local callers = setmetatable({}, { __mode = "k" })  -- thread -> the connection whose call it serves
  local readers = setmetatable({}, { __mode = "k" })  -- connection -> waiter, woken when its reader has ended
  local writers = setmetatable({}, { __mode = "k" })  -- connection -> waiter of its writer, which has nothing to send

  -- The thread that reads a connection is the one that closes its socket.
  local function readall(connection)
    while not connection.closed do
      connection:take(copas.receivePartial(connection.socket, Connection.READ_SIZE))
    end
    connection.socket:close()
    loop.wake(readers[connection])
  end

  function loop.attach(owner)
    if owner.accepted then
      return copas.addserver(owner.socket, function(tcp)
        local connection = owner:accepted(type(tcp) == "table" and tcp.socket or tcp)
        -- When this handler returns, copas closes the socket.
        if connection then loop.wait(readers[connection]) end
      end, 0)
    end
    readers[owner] = {}
    copas.addthread(function() readall(owner) end) -- versions differ in what they pass to a thread
  end

  function loop.detach(owner)
    if owner.accepted then
      if copas.removeserver then return copas.removeserver(owner.socket) end
      return owner.socket:close()
    end
    owner.socket:shutdown("both") -- ends the read that its reader waits in
    if writers[owner] then loop.wake(writers[owner]) end
  end

  function loop.accepts(tcp)
    return tcp:getfd() < socket._SETSIZE
  end

  -- Sends what the socket did not take at once. It waits for more when it is done, as copas 1.x closes the socket of a
  -- thread that ends.
  local function writeall(connection)
    while not connection.closed do
      connection.lent = true
      while not connection.closed and (connection.sending or connection.unsentsize > 0) do
        local bytes, sent = connection.sending, connection.sent
        if bytes then connection.sending = nil else bytes, sent = connection:drain(), 0 end
        local done, err = copas.send(connection.socket, bytes, sent + 1)
        if not done then connection:fail(err) end
      end
      connection.lent, writers[connection] = false, {}
      if not connection.closed then loop.wait(writers[connection]) end
    end
  end

  function loop.flush(connection)
    local done, err = connection:flush()
    if err then return connection:fail(err) end
    if done or connection.lent then return end
    if writers[connection] then return loop.wake(writers[connection]) end
    connection.lent = true
    copas.addthread(function() writeall(connection) end)
  end

  function loop.spawn(connection, body, onerror)
    copas.addthread(function()
      callers[running()] = connection
      local done, err = pcall(body)
      if not done then onerror(err) end
    end)
  end

  loop.pcall = pcall

  function loop.caller() return callers[running() or false] end

  function loop.wait(waiter)
    if compat.running() and compat.isyieldable() then
      while not waiter.done do park.park(waiter) end
    else
      while not waiter.done do copas.step() end
    end
  end

  function loop.wake(waiter)
    if waiter.done then return end
    waiter.done = true
    park.wake(waiter)
  end

  loop.after, loop.cancel = park.after, park.cancel

  function loop.sleep(seconds)
    local waiter = {}
    loop.after(seconds, function() loop.wake(waiter) end)
    loop.wait(waiter)
  end

  function loop.step(timeout) return copas.step(timeout) end

  function loop.loop() return copas.loop() end

  return loop
end

return copasloop
