/**
 * Milliseconds of processor time that a call takes: unlike the clock, not more on a machine that
 * does other work beside.
 */
export function cpuTimeOf(run: () => unknown): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
