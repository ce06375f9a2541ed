-- What a run may take: a count hook on every coroutine, which nothing in the run can take away.

local prelude = ...

prelude.meter = { used = 0, limit = 0, ended = nil, cause = 0, inside = false }

-- The byte that other threads of the host set; see Alarm. No other string is equal to it.
prelude.flag = "0" .. ("."):rep(60) .. "perigee"
