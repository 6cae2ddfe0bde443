import { describe, expect, it } from 'vitest'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { RETREAT, scoredPost } from '../../../count/scored-posts.js'
import { toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { runCli } from '../cli-harness.js'
import { cite, counted, crowd, csv, folder, fresh, HONEST, ok, POSTS, read, SCORED, TRUTH } from './crowd-example.js'

describe('the kind of a coder', () => {
  it('only people are said to label by hand', async () => {
    const argv = ['--size', '150', '--import', HONEST]
    const person = await cite(await counted(fresh(), SCORED, ...argv, '--coder-kind', 'person'))
    expect(person.stdout).toContain('with a random 150 labelled by hand')
    expect(person.stdout).toContain('people labelled a random 150')
    const model = await cite(await counted(fresh(), SCORED, ...argv, '--coder-kind', 'model'))
    expect(model.stdout).toContain('labelled by a model')
    expect(model.stdout).toContain('Labels by ana: 150 of 150.')
    expect(model.stdout).not.toContain('by hand')
    const unknown = await cite(await counted(fresh(), SCORED, ...argv))
    expect(unknown.stdout).toContain(', with a random 150 labelled.')
    expect(unknown.stdout).toContain('The audit does not record whether the coders are people or models.')
    expect(unknown.stdout).not.toContain('by hand')
  })

  it('takes the kind from the CSV, keeps it for the same coder, and refuses another', async () => {
    const out = fresh()
    const [one = ''] = TRUTH.keys()
    const HEADER = 'postId,coder,label,coderKind'
    const rows = [...TRUTH].map(([id, truth]) => `${id},ana,${truth},person`)
    const all = csv('kinds.csv', rows, HEADER)
    await ok('audit', SCORED, '--out', out, '--size', '400', '--import', all)
    const before = folder.read(out)
    expect((await readAudit(out)).labels.every(({ coderKind }) => coderKind === 'person')).toBe(true)
    for (const [name, row, words] of [
      ['other', `${one},ana,${TRUTH.get(one)},model`, /coder "ana" as a person, as before, got "model"/],
      ['spelling', `${one},Ana,${TRUTH.get(one)},person`, /coder "ana" in one spelling, got "Ana"/],
      ['name', `${one},=x,${TRUTH.get(one)},person`, /a name of letters/],
      ['kind', `${one},eva,${TRUTH.get(one)},robot`, /coderKind to be person, model, unknown, got "robot"/],
    ] as const) {
      const ran = await runCli(['audit', SCORED, '--out', out, '--import', csv(`${name}.csv`, [row], HEADER)])
      expectRefusal(ran, 65, /^dealstance: AUDIT_CODER_INVALID: [^\n]*line 2[^\n]*\n$/)
      expect(ran.stderr).toMatch(words)
    }
    expect(folder.read(out)).toBe(before)
  })
})

describe('the seed', () => {
  it('follows from the judgements, whatever their order and their model; another stands in the footnote', async () => {
    const [one, other, chosen] = [fresh(), fresh(), fresh()]
    const turned = folder.write('turned.jsonl', toJsonl([...crowd('second-model', 2)].reverse()))
    await ok('audit', SCORED, '--out', one, '--size', '150', '--import', HONEST)
    await ok('audit', turned, '--out', other, '--size', '150', '--import', HONEST)
    const [first, second] = [(await readAudit(one)).design, (await readAudit(other)).design]
    expect(second.units).toEqual(first.units)
    expect(second.seed).toBe(first.seed)
    const usual = await cite(await counted(one, SCORED))
    expect(usual.stdout).not.toContain('seed')
    const ran = await cite(await counted(chosen, SCORED, '--size', '150', '--seed', '7', '--import', HONEST))
    expect(ran.stdout).toContain('The sample was picked with the seed 7, which somebody set')
  })
})

describe('the binding of an audit', () => {
  const rescored = folder.write('rescored.jsonl', toJsonl(crowd('second-model', 2)))

  it('a rescored file keeps its audit, and both models are named', async () => {
    const out = fresh()
    await ok('audit', SCORED, '--out', out, '--size', '150', '--import', HONEST, '--coder-kind', 'person')
    const breakdown = await counted(out, rescored)
    expect(read(breakdown)).toMatchObject({ model: 'second-model', audit: { origin: { drawnModel: 'first-model' } } })
    const ran = await cite(breakdown)
    expect(ran.stdout).toContain(
      "The model's answers changed after the sample was picked: second-model scored the posts since; the shares rest on the earlier answers, by first-model.",
    )
  })

  it.each([
    ['another text', POSTS.map((post) => ({ ...post, text: `${post.text} Edited.` })), 'has another text'],
    ['posts fewer', POSTS.slice(0, 40), 'is not among them'],
    ['posts more', [...POSTS, scoredPost(RETREAT, { id: 'later' })], `got ${POSTS.length + 1} posts where there were ${POSTS.length}`],
  ])('%s: AUDIT_MISMATCH, exit 65', async (name, posts, words) => {
    const out = fresh()
    await ok('audit', SCORED, '--out', out, '--size', '150', '--import', HONEST)
    const ran = await runCli(['aggregate', folder.write(`${name}.jsonl`, toJsonl(posts)), '--audit', out])
    expectRefusal(ran, 65, /^dealstance: AUDIT_MISMATCH: [^\n]*\n$/)
    expect(ran.stderr).toContain(words)
  })
})

describe('looking early', () => {
  const part = async (out: string, count: number): Promise<void> => {
    const { design } = await readAudit(out)
    const rows = design.units.slice(0, count).map(({ postId }) => `${postId},ana,${TRUTH.get(postId)}`)
    await ok('audit', SCORED, '--out', out, '--import', csv(`part-${count}.csv`, rows), '--coder-kind', 'person')
  }
  const NONE = csv('none.csv', [])

  it('logs each look at new labels of an unfinished sample, and the sentence counts them', async () => {
    const out = fresh()
    const drawn = await ok('audit', SCORED, '--out', out, '--size', '200', '--import', NONE)
    expect(drawn.stderr).toMatch(/about ±4\.9 points once all are labelled \(95%\), if the model is no help\n/)
    await part(out, 120)
    const breakdown = out.replace('.audit.jsonl', '.json')
    for (let again = 0; again < 2; again += 1) await ok('aggregate', SCORED, '--audit', out, '--out', breakdown)
    expect((await readAudit(out)).events.filter(({ kind }) => kind === 'look')).toMatchObject([{ command: 'aggregate' }])
    const stopped = await ok('cite', SCORED, '--audit', out)
    expect(stopped.stdout).toContain('with a random 120 labelled by hand.')
    expect(stopped.stdout).not.toContain('looked at')
    await part(out, 160)
    // Widths are no shares.
    await ok('audit', SCORED, '--out', out, '--plan', '±5')
    expectRefusal(await runCli(['cite', SCORED, '--audit', out, '--max-width', '±1']), 65, /CITE_TOO_WIDE/)
    await part(out, 180)
    await ok('cite', SCORED, '--audit', out)
    await part(out, 200)
    const before = folder.read(out)
    await ok('aggregate', SCORED, '--audit', out, '--out', breakdown)
    expect(folder.read(out)).toBe(before)
    const whole = await ok('cite', SCORED, '--audit', out)
    expect(whole.stdout).toContain('Caution: somebody looked at results 2 times before the sample was complete')
  })

  it('a sample that grows after a refusal grew blind, unless its shares were shown', async () => {
    for (const looks of [[], ['aggregate']]) {
      const out = fresh()
      await ok('audit', SCORED, '--out', out, '--size', '40', '--import', HONEST, '--coder-kind', 'person')
      expectRefusal(await runCli(['cite', SCORED, '--audit', out]), 65, /CITE_TOO_WIDE/)
      for (const look of looks) await ok(look, SCORED, '--audit', out)
      await ok('audit', SCORED, '--out', out, '--size', '180', '--import', HONEST)
      const { stdout } = await ok('cite', SCORED, '--audit', out)
      expect(stdout.includes('Caution: somebody looked at results once before the sample was complete')).toBe(looks.length > 0)
    }
  })

  it('a complete sample that grows keeps its labels, and counts as looked at', async () => {
    const out = fresh()
    const first = await cite(await counted(out, SCORED, '--size', '100', '--import', HONEST, '--coder-kind', 'person'))
    expect(first.stdout).not.toContain('look')
    const small = await readAudit(out)
    const grown = await ok('audit', SCORED, '--out', out, '--size', '180', '--import', HONEST)
    expect(grown.stderr).toContain('180 of 400 posts picked')
    const large = await readAudit(out)
    expect(large.design.units.slice(0, 100)).toEqual(small.design.units.map((unit) => ({ ...unit, probability: 180 / 400 })))
    expect([large.labels.length, large.design.size]).toEqual([180, 180])
    expect((await cite(await counted(out, SCORED))).stdout).toMatch(
      /with a random 180 labelled by hand\.[\s\S]*: somebody looked at results once before/,
    )
    expect((await runCli(['audit', SCORED, '--out', out, '--size', '90'])).code).toBe(64)
  })
})
