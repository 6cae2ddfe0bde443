import { cpus, totalmem } from 'node:os'

export function machineLine(): string {
  const [first] = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return `${first?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${gigabytes} GiB, Node ${process.version}, ${process.platform} ${process.arch}`
}
