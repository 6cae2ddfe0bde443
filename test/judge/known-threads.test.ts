import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Post } from '../../src/base/thread/post.js'
import { buildThreads } from '../../src/base/thread/thread.js'
import { createPipeline, type PipelineOptions } from '../../src/pipeline/pipeline.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import { loadModel } from '../../src/shell/node/model/load-model.js'
import { DEFAULT_MODEL } from '../../src/shell/node/model/shipped-models.js'
import { fromJsonl } from '../support/jsonl.js'
import { sampleCases } from '../support/run-count.js'

/** Posts of test/fixtures/known: see its README. */
interface KnownPost {
  readonly id: string
  readonly text: string
  readonly parentId: string | null
  readonly isParentShown: boolean
  readonly label: string
}

const read = (name: string): string => readFileSync(new URL(`../fixtures/known/${name}`, import.meta.url), 'utf8')

/** Without what pages add before the words: the handle of the account answered. */
const wordsOf = (text: string): string =>
  text
    .replace(/^(?:@[\p{L}\p{N}_.-]+\s+)+/u, '')
    .replace(/\s+/g, ' ')
    .trim()

/** The paste, the known posts, and which post of the paste each is. */
function readThread(name: string) {
  const known = fromJsonl(read(`${name}.jsonl`)) as KnownPost[]
  const { posts, headers } = parsePosts(read(`${name}.txt`))
  const left = [...posts]
  const foundOf = new Map<string, Post>()
  for (const { id, text } of known) {
    const at = left.findIndex((post) => wordsOf(post.text).startsWith(wordsOf(text)))
    const [post] = at === -1 ? [] : left.splice(at, 1)
    if (post) foundOf.set(id, post)
  }
  return { known, posts, headers, foundOf }
}

const THREADS = ['x-starbucks-china', 'youtube-evga-gpus', 'reddit-lastofus-online']

/** Measures the share of the known posts that get their label. */
async function openMeasure(name: string, modelId: string) {
  const { known, posts, headers, foundOf } = readThread(name)
  const model = await loadModel(modelId)
  const knownOf = new Map(known.map((post) => [foundOf.get(post.id), post]))
  const withParents = (isTold: (post: KnownPost) => boolean): Post[] =>
    posts.map((post) => {
      const truth = knownOf.get(post)
      // What the page does not tell stays as the paste was read: even a depth would tell more.
      if (truth === undefined || truth.parentId === null || !isTold(truth)) return post
      const { isParentInferred: _, possibleParents: __, missingParent: ___, ...meta } = post.meta
      const parentId = foundOf.get(truth.parentId)?.id ?? null
      return { ...post, parentId, meta: { ...meta, role: 'reply' } }
    })
  const accuracyOf = async (given: readonly Post[], options: Partial<PipelineOptions> = {}): Promise<number> => {
    const scored = await createPipeline({ model, evidence: false, context: true, ...options }).classify(buildThreads(given, headers))
    const labelOf = new Map(scored.map(({ id, label }) => [id, label?.replace(' ', '-')]))
    return known.filter(({ id, label }) => labelOf.get(foundOf.get(id)?.id ?? '') === label).length / known.length
  }
  return {
    paste: () => accuracyOf(posts),
    withoutContext: () => accuracyOf(posts, { context: false }),
    toldParents: () => accuracyOf(withParents(({ isParentShown }) => isParentShown)),
    trueParents: () => accuracyOf(withParents(() => true)),
  }
}

describe('threads whose parents and labels are known', () => {
  it.each(THREADS)('%s: every post is found, and a wrong parent is marked', (name) => {
    const { known, foundOf } = readThread(name)
    expect(known.filter(({ id }) => !foundOf.has(id))).toEqual([])
    const wrong = known.filter(({ id, parentId }) => {
      const { parentId: given = null, meta } = foundOf.get(id) ?? {}
      const possible: readonly (string | null)[] = meta?.possibleParents ?? [given]
      const truth = parentId === null ? null : (foundOf.get(parentId)?.id ?? null)
      return given !== null && meta?.isParentInferred !== true && !possible.includes(truth)
    })
    expect(wrong).toEqual([])
  })

  it.each(THREADS)('%s: linear-en reads the paste no worse than posts without their thread', async (name) => {
    const measured = await openMeasure(name, 'linear-en')
    expect(await measured.paste()).toBeGreaterThanOrEqual(await measured.withoutContext())
  })

  it.each(sampleCases(THREADS, 1))(
    '%s: the default model is within .03 of posts without their thread, of the parents that the page tells, and of the true ones',
    async (name) => {
      const measured = await openMeasure(name, DEFAULT_MODEL)
      const paste = await measured.paste()
      // Context is for who asks: it loses one of 40 posts here.
      expect(paste).toBeGreaterThanOrEqual((await measured.withoutContext()) - 0.03)
      expect(paste).toBeGreaterThanOrEqual((await measured.toldParents()) - 0.03)
      // Copied from a browser, Reddit's present page tells 3 of these 39 parents: no reading of it comes so near.
      if (name !== 'reddit-lastofus-online') expect(paste).toBeGreaterThanOrEqual((await measured.trueParents()) - 0.03)
    },
    60_000,
  )
})
