import { afterAll, beforeAll } from 'vitest'
import {
  type Act,
  answerWell,
  type ScriptedServer,
  startScripted,
} from '../../../llm/scripted-server.js'
import { newFolder, type Ran, runCli } from '../cli-harness.js'

/**
 * A server for the tests of a file, and commands that ask it, with answers kept in a folder of
 * their own.
 *
 * @param model options of each
 */
export function useScripted(model: readonly string[]) {
  const held = {} as { server: ScriptedServer }
  let act: Act = answerWell
  beforeAll(async () => {
    held.server = await startScripted((seen, response) => act(seen, response))
  })
  afterAll(() => held.server.close())
  const seenCount = (): number => held.server.seen.length
  const base = (): string[] => [...model, '--llm', `${held.server.url} tiny`]
  const ask = async (
    argv: readonly string[],
    {
      folder = newFolder(),
      by = answerWell,
      env = {},
    }: { folder?: ReturnType<typeof newFolder>; by?: Act; env?: Record<string, string> } = {},
  ): Promise<Ran & { askedCount: number }> => {
    act = by
    const before = seenCount()
    // The answers are kept beside the output.
    const name = argv.includes('json') ? 'asked.json' : 'asked.jsonl'
    const out = argv.includes('--out') ? [] : ['--out', folder.path(name)]
    const ran = await runCli([...argv, ...base(), ...out], { env })
    const stdout = out.length > 0 && ran.code === 0 ? folder.read(name) : ran.stdout
    return { ...ran, stdout, askedCount: seenCount() - before }
  }
  return { ask }
}
