import { startApart } from '../../cli/cli-harness.js'

export const startAudit = (...argv: readonly string[]) => startPage('audit', ...argv)

/** A command as a user starts it, from when it serves its page. */
export async function startPage(...argv: readonly string[]) {
  const { child, ended } = startApart(argv)
  const url = await new Promise<string>((resolve, reject) => {
    let told = ''
    child.stderr?.on('data', (text: string) => {
      told += text
      const [found] = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(told) ?? []
      if (found !== undefined) resolve(found)
    })
    child.on('close', () => reject(new Error(`ended before it served a page: ${told}`)))
  })
  return { url, process: child, ended }
}
