-- pcall, xpcall and the coroutine library as scripts see them: what a function of the host yields passes through all of
-- them to the run's driver, and its answer comes back the same way.
--
-- Where no yield crosses a pcall, the function that it guards runs in a coroutine of its own; scripts do not see that.

local prelude = ...

local create, resume, rawyield = coroutine.create, coroutine.resume, coroutine.yield
local rawstatus, rawrunning = coroutine.status, coroutine.running
local rawpcall, rawxpcall = pcall, xpcall
prelude.rawpcall = rawpcall
local error, setmetatable, type = error, setmetatable, type
local traceback = debug.traceback

local FINISHED, OPERATION = prelude.FINISHED, prelude.OPERATION
local take, park = prelude.take, prelude.park
local limited, meter, reword, stop = prelude.limited, prelude.meter, prelude.reword, prelude.stop

local users = setmetatable({}, { __mode = "k" }) -- coroutines that scripts made

-- By coroutine of a pcall: the one that its caller runs in. Each knows the other, so that neither may be held from here.
local owner = setmetatable({}, { __mode = "kv" })

local library = {}
prelude.coroutine = library

-- The coroutine that a script takes itself to be in.
local function current()
  local co = rawrunning()
  return owner[co] or co
end

-- Nothing catches the end of a run.
local function check()
  if meter.ended then stop() end
end

local function carried(co, ok, mark, ...)
  if ok and mark == OPERATION then return carried(co, resume(co, rawyield(OPERATION, ...))) end
  check()
  return ok, mark, ...
end

local function proceed(co, ...)
  if not users[co] then
    if type(co) ~= "thread" then return resume(co) end -- which says so
    return false, "cannot resume non-suspended coroutine"
  end
  return carried(co, resume(co, ...))
end

function library.create(f)
  local co = limited(create(f))
  users[co] = true
  return co
end

library.resume = proceed

local function unwrapped(co, ok, ...)
  if ok then return ... end
  -- The traceback ends where the error is raised again, unless this one is kept for it.
  prelude.failedtrace = traceback(co)
  prelude.failed = ...
  return error((...), 0)
end

function library.wrap(f)
  local co = library.create(f)
  return function(...) return unwrapped(co, proceed(co, ...)) end
end

function library.yield(...)
  if not users[current()] then error("attempt to yield from outside a coroutine", 2) end
  return rawyield(...)
end

function library.status(co)
  if co ~= nil and co == current() then return "running" end
  return rawstatus(co)
end

if prelude.dialect == "lua54" then
  function library.running()
    local co = current()
    return co, not users[co]
  end
else
  function library.running()
    local co = current()
    if users[co] then return co end
    return nil
  end
end

if coroutine.isyieldable then
  function library.isyieldable() return users[current()] == true end
end

if coroutine.close then
  local close, spent = coroutine.close, prelude.spent
  local function closed(...)
    check()
    return ...
  end
  function library.close(co)
    if type(co) == "thread" and not users[co] then error("cannot close a running coroutine", 2) end
    -- What it left to be closed would run where no hook fires.
    if spent[co] then return true end
    return closed(close(co))
  end
end

if prelude.yieldacrosspcall then
  local function passed(ok, ...)
    check()
    if ok then return true, ... end
    return false, reword((...))
  end

  function prelude.pcall(...) return passed(rawpcall(...)) end

  function prelude.xpcall(f, handler, ...)
    local function guarded(message)
      check()
      return handler(reword(message))
    end
    return passed(rawxpcall(f, guarded, ...))
  end
  return
end

local function guarded(worker, ok, mark, ...)
  check()
  if not ok then return false, reword(mark) end
  if mark == FINISHED then
    owner[worker] = nil
    park(worker)
    return true, ...
  end
  return guarded(worker, resume(worker, rawyield(mark, ...)))
end

local function call(f, ...)
  local worker = take()
  owner[worker] = current()
  return worker, resume(worker, f, ...)
end

function prelude.pcall(f, ...)
  return guarded(call(f, ...))
end

-- The handler runs when the function is gone, so that `debug.traceback` as a handler is given the function's own.
function prelude.xpcall(f, handler, ...)
  local worker
  local function finish(co, ...)
    worker = co
    return guarded(co, ...)
  end
  local function settled(ok, message, ...)
    if ok then return true, message, ... end
    if handler == traceback then
      if message == nil or type(message) == "string" then return false, traceback(worker, message) end
      return false, message
    end
    return prelude.pcallhandler(handler, message)
  end
  return settled(finish(call(f, ...)))
end

-- An error in a handler is the handler's own, as in plain Lua.
function prelude.pcallhandler(handler, message)
  local ok, result = prelude.pcall(handler, message)
  if ok then return false, result end
  return false, type(result) == "string" and result or "error in error handling"
end
