/** What every Lua engine has to hold, wherever it runs. */
package io.perigee.lua.spec;
