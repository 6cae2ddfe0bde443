/** Node's modules that few runs need, loaded when they are first used: together they take ten milliseconds. */
export const builtIn = {
  childProcess: () => process.getBuiltinModule('node:child_process'),
  http: () => process.getBuiltinModule('node:http'),
  readline: () => process.getBuiltinModule('node:readline/promises'),
}
