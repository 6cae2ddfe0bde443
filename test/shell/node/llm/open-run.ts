import { afterEach } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import type { StanceInput } from '../../../../src/judge/stance/stance-classifier.js'
import { type LlmRunSettings, openLlm } from '../../../../src/shell/node/llm/load-llm.js'
import {
  type Act,
  labelOf,
  type ScriptedServer,
  send,
  startScripted,
} from '../../../llm/scripted-server.js'
import { newFolder } from '../../cli/cli-harness.js'

type LlmRun = Awaited<ReturnType<typeof openLlm>>

export const KEY = 'sk-test-0123456789'

const POSTS = [
  'they give up',
  'a smart move',
  'what time is it',
  'white flag',
  'clever',
  'no words on it',
  'giving up the race',
  'so smart',
]

const TARGET = { dealId: 'd', mover: 'Acme', move: 'Acme sells.' }

/** Posts without a thread on one move. */
const apart = (texts: readonly string[]): StanceInput[] =>
  texts.map((text, index) => ({
    features: extractTextFeatures(text, null, `p${index}`),
    target: TARGET,
  }))

/** The label, or the reason for its absence. */
async function labelsOf(
  { classifier }: LlmRun,
  posts: readonly string[] = POSTS,
): Promise<string[]> {
  const asked = apart(posts)
  const scores = await classifier.score(asked)
  return scores.map((each, index) => {
    const silence = classifier.noAnswerReasonOf?.(asked[index] as StanceInput) ?? null
    return silence ?? (STANCE_SCHEME.labels[each.indexOf(Math.max(...each))] as string)
  })
}

/** Says the same to every request. */
export const saying =
  (status: number, body: object | string, headers: Record<string, string> = {}): Act =>
  (_, response) =>
    send(response, status, body, headers)

interface RunPlace {
  readonly path?: string
  /** A server that ends, whose address the new one takes. */
  readonly after?: ScriptedServer
}

/** Scripted servers with runs that ask them, for the tests of a file. */
export function useRuns() {
  const open: { close(): Promise<void> | void }[] = []
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close()
  })
  /** @param more settings; `path` is the path of the address */
  const start = async (
    act: Act,
    { path = '/v1', after, ...more }: Partial<LlmRunSettings> & RunPlace = {},
  ): Promise<{ server: ScriptedServer; run: LlmRun; settings: LlmRunSettings }> => {
    await after?.close()
    const server = await startScripted(act, after && Number(new URL(after.url).port))
    const settings: LlmRunSettings = {
      url: server.url.replace('/v1', path),
      model: 'tiny',
      scheme: STANCE_SCHEME,
      edit: (text) => text,
      key: KEY,
      isRemoteAllowed: false,
      cachePath: newFolder().path('answers.jsonl'),
      slots: 8,
      timeoutMs: 2000,
      retryCount: 3,
      backoffMs: 2,
      maxRequests: null,
      ...more,
    }
    const run = await openLlm(settings)
    open.push(server, run)
    return { server, run, settings }
  }
  return { start, labelsOf, POSTS, WELL: POSTS.map(labelOf) }
}
