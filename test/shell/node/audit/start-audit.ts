import { type ChildProcess, spawn } from 'node:child_process'

export interface AuditProgram {
  readonly url: string
  readonly process: ChildProcess
  /** Exit code and everything said on stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>
}

/** The command as a user starts it, from when it serves its page. */
export async function startAudit(...argv: readonly string[]): Promise<AuditProgram> {
  const child = spawn(process.execPath, ['dist/src/shell/cli/main.js', 'audit', ...argv], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => child.on('close', (code) => resolve({ code, stderr })))
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(stderr)?.[0]
      if (found !== undefined) resolve(found)
    })
    child.on('close', () => reject(new Error(`ended before it served a page: ${stderr}`)))
  })
  return { url, process: child, ended }
}
