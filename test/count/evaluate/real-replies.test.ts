import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../scripts/research/evaluate/evaluate-command.js'
import { buildReplySets, type PublicPost, parseReplyLabels, readPublicPosts } from '../../../scripts/research/evaluate/real-replies.js'
import {
  isContextBetter,
  type KeptReplyFigures,
  measureReplies,
  renderReplyFigures,
} from '../../../scripts/research/evaluate/reply-figures.js'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { sha256OfText } from '../../../src/base/text/sha256-text.js'
import { surrenderClassifier as classifier } from '../../judge/stance/small-posts.js'
import { runScriptCommand } from '../../shell/cli/cli-harness.js'
import { inRows } from '../../support/in-rows.js'
import { expectRefusal } from '../../support/refusal.js'

const [RETREAT, PIVOT, NEITHER] = STANCE_SCHEME.labels as readonly [string, string, string]

const POSTS: readonly PublicPost[] = [
  { id: 'Acme-1', text: 'Acme sells' },
  { id: 'Acme-1-1', text: 'a surrender' },
  { id: 'Acme-1-1-1', text: 'yes' },
  { id: 'Acme-1-1-2', text: 'no' },
  { id: 'Acme-1-1-2-1', text: 'nice weather' },
  { id: 'Cog-4', text: 'Cog pays', target: 'Cog', label: 'none' },
  { id: 'Cog-4-1', text: 'a surrender', target: 'Cog', label: 'against' },
  { id: 'Bolt-3', text: 'Bolt hires', target: 'Bolt', label: 'none' },
  { id: 'Bolt-3-1', text: 'a surrender', target: 'Bolt', label: 'against' },
  { id: 'Bolt-3-1-1', text: 'no', target: 'Bolt', label: 'favor' },
]

const labelled = (id: string, labels: readonly string[], text = POSTS.find((post) => post.id === id)?.text ?? '') => ({
  ...{ id, sha256: sha256OfText(text), mover: 'Acme', move: 'sells', depth: 1, labels, unsure: labels.map(() => false) },
})
const LABELLED = [
  labelled('Acme-1-1', [RETREAT, RETREAT]),
  labelled('Acme-1-1-1', [RETREAT, RETREAT]),
  labelled('Acme-1-1-2', [PIVOT, PIVOT]),
  labelled('Acme-1-1-2-1', [NEITHER, PIVOT]),
  labelled('Acme-1-9', [NEITHER, NEITHER], 'a text that is not here'),
]
const jsonLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

describe('real replies', () => {
  it('keeps the replies whose labellers agree and whose text is found, in their threads', () => {
    const { sets, missingCount } = buildReplySets(LABELLED, POSTS, 'texts')
    expect(missingCount).toBe(1)
    const [own, others] = sets
    expect(own?.on).toBe('real replies on 1 moves')
    const rows = inRows(own?.questions.map(({ id, goldLabel }) => [id, goldLabel]))
    expect(rows).toEqual([`Acme-1-1 | ${RETREAT}`, `Acme-1-1-1 | ${RETREAT}`, `Acme-1-1-2 | ${PIVOT}`])
    expect(own?.questions[1]?.input.features).toMatchObject({ depth: 2, parent: { text: 'a surrender' }, root: { text: 'Acme sells' } })
    // The labels of the set itself, for the replies of other threads.
    expect(others?.questions.map(({ id, goldLabel, input }) => [id, goldLabel, input.target?.mover])).toEqual([
      ['Bolt-3-1', RETREAT, 'Bolt'],
      ['Bolt-3-1-1', PIVOT, 'Bolt'],
    ])
  })

  it('measures them alone and in their threads, with the sides taken through what is answered', async () => {
    const [own] = buildReplySets(LABELLED, POSTS, 'texts').sets
    if (own === undefined) throw new Error('expected a set')
    const figures = await measureReplies(classifier, own)
    expect(figures).toMatchObject({ postCount: 3, threadCount: 1, chains: { count: 2, rightOn: 2, rightOff: 0 } })
    const [all] = figures.rows
    // Alone the two replies say nothing: of retreat, retreat and pivot it reads retreat, neither and neither.
    expect(all?.off).toEqual({ macroF1: expect.closeTo(2 / 9, 9), lean: expect.closeTo(0.4, 9), accuracy: expect.closeTo(1 / 3, 9) })
    expect(all?.on.accuracy).toBe(1)
    expect(all?.neutral).toEqual({ gold: 0, off: expect.closeTo(2 / 3, 9), on: 0 })
    // A single thread does not show how threads differ: each resample is the set itself.
    expect(figures.difference.accuracy).toEqual({
      value: expect.closeTo(2 / 3, 9),
      low: expect.closeTo(2 / 3, 9),
      high: expect.closeTo(2 / 3, 9),
    })
    const table = renderReplyFigures('small', figures)
    expect(table).toContain('to the root')
    expect(table).toContain('sides taken through what is answered: right 2 of 2 with context, 0 of 2 without')
    expect(table).toContain('1 threads are few')
  })

  it('says in one line where the texts are missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'replies-'))
    expectRefusal(await runScriptCommand(evaluate, ['--replies', folder]), 66, 'INPUT_MISSING: expected the texts of the replies')
    writeFileSync(join(folder, 'posts.jsonl'), jsonLines([{ id: 'Zeta-1', text: 'another set' }]))
    expectRefusal(await runScriptCommand(evaluate, ['--replies', folder]), 66, 'INPUT_MISSING: expected texts of 290 replies')
    writeFileSync(join(folder, 'posts.jsonl'), 'no post\n')
    expect(() => readPublicPosts(folder)).toThrow('posts.jsonl, line 1: expected a post with id and text')
    expect(() => parseReplyLabels('{"id":"1"}\n', 'labels.jsonl')).toThrow('labels.jsonl, line 1: expected a reply with id')
  })

  it('measures a model by the command, and keeps the comparison', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'replies-'))
    mkdirSync(join(folder, 'texts'))
    writeFileSync(join(folder, 'texts', 'posts.jsonl'), jsonLines(POSTS))
    writeFileSync(join(folder, 'labels.jsonl'), jsonLines(LABELLED))
    const kept = join(folder, 'kept.json')
    const given = [
      '--replies',
      join(folder, 'texts'),
      '--published',
      join(folder, 'labels.jsonl'),
      '--model',
      'linear-en',
      '--figures',
      kept,
    ]
    const { code, stdout, stderr } = await runScriptCommand(evaluate, given)
    expect(code).toBe(0)
    expect(stderr).toContain('1 of 5 replies left out')
    expect(stdout).toContain('real replies with a stance on another target, linear-en (2 replies in 1 threads; context off / on)')
    const figures = JSON.parse(readFileSync(kept, 'utf8')) as KeptReplyFigures
    expect(figures.sets.map(({ postCount }) => postCount)).toEqual([3, 2])
    expect(typeof isContextBetter(figures)).toBe('boolean')
  })
})
