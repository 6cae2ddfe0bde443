import { afterAll, beforeAll } from 'vitest'
import { type Act, answerWell, type ScriptedServer, startScripted } from '../../../llm/scripted-server.js'
import { newFolder, type Ran, runCli } from '../cli-harness.js'

/** A server for the tests of a file, and commands that ask it, with answers kept in a folder of their own. @param model options of each */
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
    const ran = await runCli([...argv, ...base(), '--llm-cache', folder.path('answers.jsonl')], { env })
    return { ...ran, askedCount: seenCount() - before }
  }
  return { ask, base, seenCount }
}
