-- Runs: each is a coroutine that the main state drives, so that a function of the host can yield to it.
--
-- Nothing below yields into Java: `spawn` and `resume` are called through pcall and return what happened. A coroutine
-- whose function has returned serves the next one.

local prelude = ...

local create, resume, rawyield = coroutine.create, coroutine.resume, coroutine.yield
local error, rawequal, type = error, rawequal, type
local find, gsub, traceback = string.find, string.gsub, debug.traceback

-- What a run's coroutine yields first. Functions, since no metamethod is asked when they are compared, and no code from
-- elsewhere ever holds them.
local function FINISHED() end
local function OPERATION() end
prelude.FINISHED, prelude.OPERATION = FINISHED, OPERATION

-- What `spawn` and `resume` return first; LuajavaEngine has the same numbers.
local DONE, ASKS, FAILED = 0, 1, 2
local RAISED, NOT_FOUND, NOT_CALLABLE, CLOSED = 0, 1, 2, 7

local MAX_PARKED = 32

local limited, meter = prelude.limited, prelude.meter

local function work(f, ...)
  return work(rawyield(FINISHED, f(...)))
end

local parked, idle = {}, 0

-- A coroutine that calls what it is resumed with.
local function take()
  if idle == 0 then return limited(create(work)) end
  local worker = parked[idle]
  idle = idle - 1
  parked[idle + 1] = nil
  return worker
end

local function park(worker)
  if idle < MAX_PARKED then
    parked[idle + 1] = worker
    idle = idle + 1
  end
end
prelude.take, prelude.park = take, park

-- An error as scripts are to see it: without the place in the prelude, and without what no script can know of: where a
-- yield failed, when its own call was of a function of the host.
function prelude.reword(message)
  if type(message) ~= "string" then return message end
  if find(message, "perigee:", 1, true) == 1 then message = gsub(message, "^perigee:%d+: ", "", 1) end
  if find(message, "attempt to yield across", 1, true) then
    return "attempt to call a function of the host from within a metamethod, an iterator or a callback of the library"
      .. " (expected: a call from the function itself)"
  end
  return message
end
local reword = prelude.reword

local runs, lastrun = {}, 0

local function settle(worker, limit, ok, mark, ...)
  meter.inside = false
  local used, ended = meter.used, meter.ended
  if ok and mark == OPERATION and not ended then
    lastrun = lastrun + 1
    runs[lastrun] = { worker = worker, used = used, limit = limit }
    return ASKS, lastrun, ...
  end
  local failed, failedtrace = prelude.failed, prelude.failedtrace
  if failedtrace then prelude.failed, prelude.failedtrace = nil, nil end
  if ok and mark == FINISHED and not ended then
    park(worker)
    return DONE, used, ...
  end
  local trace = traceback(worker)
  if ended then
    prelude.rearm()
    return FAILED, used, meter.cause, trace, ended
  end
  if failedtrace and rawequal(failed, mark) then trace = failedtrace .. "\n" .. trace end
  return FAILED, used, RAISED, trace, reword(mark)
end

local function begin(f, limit, ...)
  local worker = take()
  meter.used, meter.limit, meter.ended = 0, limit, nil
  meter.inside = true
  return settle(worker, limit, resume(worker, f, ...))
end

-- Functions that were loaded, by their ids; 0 is none.
local functions = {}
prelude.functions = functions

local function missing(id)
  return FAILED, 0, NOT_FOUND, "", "function: " .. id .. " (expected: one that was loaded)"
end

-- Runs f, or the function `through` on it.
local function start(f, through, limit, ...)
  if through == 0 then return begin(f, limit, ...) end
  local outer = functions[through]
  if not outer then return missing(through) end
  return begin(outer, limit, f, ...)
end

local function spawn(id, through, limit, ...)
  local f = functions[id]
  if not f then return missing(id) end
  return start(f, through, limit, ...)
end

local function spawnpath(environment, path, through, limit, ...)
  local f = prelude.lookup(environment, path)
  if f == nil then return FAILED, 0, NOT_FOUND, "", path .. ": nil (expected: a function)" end
  if type(f) ~= "function" then
    return FAILED, 0, NOT_CALLABLE, "", path .. ": " .. type(f) .. " (expected: a function)"
  end
  return start(f, through, limit, ...)
end

local function answer(id, ...)
  local run = runs[id]
  if not run then return FAILED, 0, CLOSED, "", "run: " .. id .. " (expected: one that waits)" end
  runs[id] = nil
  meter.used, meter.limit, meter.ended = run.used, run.limit, nil
  meter.inside = true
  return settle(run.worker, run.limit, resume(run.worker, ...))
end

prelude.spawn, prelude.spawnpath = spawn, spawnpath

function prelude.resume(id, ...)
  return answer(id, true, ...)
end

function prelude.resumewitherror(id, message)
  return answer(id, false, message)
end

function prelude.drop(id)
  runs[id] = nil
end

local function answered(ok, ...)
  if ok then return ... end
  return error((...), 0)
end

-- The function that asks the host for `name`.
function prelude.hostfunction(name)
  return function(...) return answered(rawyield(OPERATION, name, ...)) end
end

prelude.invoke = prelude.hostfunction("__rpcinvoke")
