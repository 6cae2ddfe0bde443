/** Node's modules that few runs need, loaded when they are first used: together they take ten milliseconds. */
export const builtIn = {
  childProcess: () => process.getBuiltinModule('node:child_process'),
  dns: () => process.getBuiltinModule('node:dns'),
  http: () => process.getBuiltinModule('node:http'),
  https: () => process.getBuiltinModule('node:https'),
  net: () => process.getBuiltinModule('node:net'),
  readline: () => process.getBuiltinModule('node:readline/promises'),
}
