import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const read = (pid, name) => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return '' // It ended in between.
  }
}

export const argumentsOf = (pid) => read(pid, 'cmdline').split('\0')
export const environmentOf = (pid) => read(pid, 'environ').split('\0')

/** 0 for a process that has ended. The name before it may hold spaces and brackets. */
export const parentOf = (pid) => Number(read(pid, 'stat').split(') ').at(-1).split(' ')[1] ?? 0)

/** Processes of this machine that meet the condition; Linux only. */
export const findProcesses = (isWanted) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && isWanted(pid))

/** Those that it started, those that they started, and so on. */
export function descendantsOf(pid) {
  const parents = new Map(findProcesses(() => true).map((each) => [each, parentOf(each)]))
  const below = (of) =>
    [...parents].filter(([, parent]) => parent === of).flatMap(([each]) => [...below(each), each])
  return below(pid)
}

/** Ends a process at once; one that has ended already is no fault. */
export function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (fault) {
    if (fault.code !== 'ESRCH') throw fault
  }
}

/** What `find` gives as soon as it gives something. */
export async function waitFor(find, { what, limitS = 600, everyMs = 100 }) {
  for (let waited = 0; waited < limitS * 1000; waited += everyMs) {
    const found = await find()
    if (found !== undefined && found !== null && found !== false) return found
    await sleep(everyMs)
  }
  throw new Error(`expected ${what} within ${limitS} s, got none`)
}

export async function freePorts(count) {
  const open = () =>
    new Promise((resolve) => {
      const server = createServer()
      server.listen(0, '127.0.0.1', () => resolve(server))
    })
  const servers = await Promise.all(Array.from({ length: count }, open))
  const ports = servers.map((server) => server.address().port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** Bytes that a process has written so far, to wherever. */
export const writtenBy = (pid) => Number(/^wchar: (\d+)/m.exec(read(pid, 'io'))?.[1] ?? 0)

/** Leaves no daemon behind when the test itself is told to end. */
export function stopOnSignal(cluster) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      console.error(`ended by ${signal}`)
      cluster.stop().finally(() => process.exit(1))
    })
  }
}
