-- The functions that Java enters the state by, in the order in which LuajavaEngine counts them.

local prelude = ...

return prelude.flag, prelude.spawn, prelude.spawnpath, prelude.resume, prelude.resumewitherror, prelude.drop, prelude.load,
  prelude.dropfunction, prelude.newenvironment, prelude.dropenvironment, prelude.register, prelude.set, prelude.lookup,
  prelude.encode, prelude.standin, prelude.sweep, prelude.object, prelude.dropobject, prelude.bytecodevalue
