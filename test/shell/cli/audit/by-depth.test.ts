import { beforeAll, describe, expect, it } from 'vitest'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { deepPosts } from '../../../count/audit/deep-example.js'
import { labelsOf } from '../../../support/hand-labels.js'
import { toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, runCli } from '../cli-harness.js'
import { ok } from './crowd-example.js'

const folder = newFolder()
const { posts, truth } = deepPosts(400, 3)
const EARLY = posts.slice(0, 300)
const FIRST = folder.write('first.jsonl', toJsonl(EARLY))
const SCORED = folder.write('scored.jsonl', toJsonl(posts))
const PLAIN = folder.write('plain.jsonl', toJsonl(EARLY))
const truthOf = ({ id }: { readonly id: string }) => truth.get(id)
const labelled = (name: string, of: typeof posts, coder?: string): string => folder.write(name, labelsOf(of, truthOf, coder))
const [LABELS, FEWER] = [labelled('labels.csv', posts), labelled('fewer.csv', EARLY)]
const filled = (path: string, ...argv: readonly string[]) =>
  ok('audit', path, ...argv, '--import', path === SCORED ? LABELS : FEWER, '--coder-kind', 'person')

beforeAll(async () => {
  await filled(SCORED, '--size', '180', '--by', 'depth')
  await filled(PLAIN, '--size', '100')
})

describe('audit --by depth', () => {
  it('is named in the record, and cite and the report give the share of each depth beside the model’s', async () => {
    expect((await readAudit(folder.path('scored.audit.jsonl'))).design).toMatchObject({ by: 'depth', size: 180 })
    const { stdout } = await ok('cite', SCORED, '--deal', 'deal-a')
    expect(stdout).toContain(', picked by depth in the thread, ')
    expect(stdout).toMatch(
      /Neither by depth, each interval by itself: reply to the opening post: \d+% \(\d+% to \d+%\), the model \d+%; depth 2: .*; depth 5 and more: \d+% /,
    )
    await ok('report', SCORED, '--out', folder.path('report.html'))
    const page = folder.read('report.html')
    expect(page).toMatch(
      /depth 2<\/th><td class="number">\d+<\/td><td class="number">\d+% of \d+<\/td><td class="number">\d+% \(\d+% to \d+%\)<\/td>/,
    )
    expect(page).toContain('(every post of a depth of the deal with the same chance; ')
    expect(page).toContain('estimates of all posts with their intervals, or, below 20 labels')
  })

  it('says that answers of a language model asked about a part stay unused', async () => {
    const asked = folder.write('asked.jsonl', toJsonl(EARLY.map((post) => ({ ...post, model: 'linear-en@1+llm:qwen3~60' }))))
    const draw = (...argv: readonly string[]) => ok('audit', asked, '--size', '100', '--export', folder.path('sheet.csv'), ...argv)
    const unused = 'the estimate goes by the small model alone, without the 60 answers of the language model. Leave --by out'
    expect((await draw('--by', 'depth', '--out', folder.path('by.audit.jsonl'))).stderr).toContain(unused)
    expect((await draw('--out', folder.path('plain.audit.jsonl'))).stderr).not.toContain('small model alone')
  })

  it('grows, is and is labelled by two', async () => {
    const out = folder.path('grown.audit.jsonl')
    await filled(SCORED, '--size', '150', '--by', 'depth', '--out', out)
    await filled(SCORED, '--size', '170', '--out', out)
    const grown = await readAudit(out)
    expect(grown.design).toMatchObject({ by: 'depth', sizesBefore: [150] })
    await ok('audit', SCORED, '--import', labelled('second.csv', posts, 'ben'), '--coder-kind', 'person', '--out', out)
    expect((await ok('cite', SCORED, '--audit', out, '--deal', 'deal-a')).stdout).toContain('Coders agree on 1')
  })

  it('goes on in a later capture, which --by may name again', async () => {
    await filled(FIRST, '--size', '100', '--by', 'depth')
    const out = folder.path('later.audit.jsonl')
    await filled(SCORED, '--earlier', FIRST, '--size', '190', '--by', 'depth', '--out', out)
    const { design } = await readAudit(out)
    expect(design).toMatchObject({ by: 'depth', earlier: [{}] })
    expect(design.strata.map(({ id }) => id)).toContainEqual(expect.stringMatching(/^deal deal-a, from depth \S+, capture 2$/))
    const { stdout } = await ok('cite', SCORED, '--audit', out, '--deal', 'deal-a')
    expect(stdout).toMatch(/labelled a random \d+ of \d+ and \d+ of the \d+ captured since, picked by depth in the thread/)
  })

  it('is refused with one line beside a sample that was drawn otherwise', async () => {
    const again = await runCli(['audit', PLAIN, '--by', 'depth'])
    expectRefusal(again, 64, /plain\.audit\.jsonl: expected no --by, got it\. The sample is taken already/)
    const later = await runCli(['audit', SCORED, '--earlier', PLAIN, '--size', '190', '--by', 'depth', '--out', folder.path('no.jsonl')])
    expectRefusal(later, 64, /expected --earlier with an audit picked by depth beside --by, got one that was not\. Leave --by out/)
    expectRefusal(await runCli(['audit', SCORED, '--by', 'thread']), 64, /expected --by depth, got "thread"/)
  })
})
