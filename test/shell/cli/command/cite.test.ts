import { expect, it } from 'vitest'
import { sha256Of } from '../../../../src/base/text/sha256-text.js'
import type { Claim } from '../../../../src/say/cite/cite.js'
import { manyPosts, NEITHER, RETREAT } from '../../../count/scored-posts.js'
import {
  expectRefusal,
  fromJsonl,
  labelsOf,
  newFolder,
  onEachDeal,
  QUICK,
  type Ran,
  runCli,
  runWell,
  SAMPLE,
  toJsonl,
} from '../cli-harness.js'

const folder = newFolder()
const POSTS = manyPosts(300, 5)
const SCORED = folder.write('scored.jsonl', toJsonl(POSTS))
const honest = ({ label }: (typeof POSTS)[number], index: number) =>
  index % 5 === 0 ? NEITHER : label
const LABELS = folder.write('labels.csv', labelsOf(POSTS, honest))

/** Audits `size` posts; gives the file. */
async function auditOf(size: number): Promise<string> {
  const audit = folder.path(`audit-${size}.jsonl`)
  await runWell(['audit', SCORED, '--size', String(size), '--import', LABELS, '--out', audit])
  return audit
}

const cite = (audit: string, ...argv: readonly string[]): Promise<Ran> =>
  citeFile(SCORED, '--audit', audit, ...argv)
const citeFile = (scored: string, ...argv: readonly string[]): Promise<Ran> =>
  runCli(['cite', scored, '--deal', 'deal-a', ...argv])
const AUDITED = await auditOf(200)

it('goes from scored posts and a CSV file of labels to a sentence', async () => {
  const { code, stdout, stderr } = await cite(AUDITED)
  expect(code).toBe(0)
  expect(stderr).toContain('The posts name no platform. ')
  const [sentence = '', footnote = '', ...more] = stdout.split('\n\n')
  expect(sentence).toMatch(
    /^Of \d+ replies in one thread, \d+% saw the move “deal-a” as a retreat \(\d+–\d+%\) and \d+% as a shrewd pivot \(\d+–\d+%\), estimated: \d+ were labelled, picked at random\. Without one account's \d+ posts, too close to say that either side leads\.$/,
  )
  expect(footnote).toMatch(
    /^A retreat: .*\n.*Ranges \(95%\): where the figure of all \d+ probably lies\.\n.*Posts are counted, not people\.\n$/,
  )
  expect(more).toEqual([])
})

it('writes the shares for Datawrapper as the sentence prints them', async () => {
  const { stdout } = await cite(AUDITED, '--format', 'datawrapper')
  const said = (await cite(AUDITED)).stdout
  const [header, [label, value, low, high] = []] = stdout
    .trimEnd()
    .split('\r\n')
    .map((row) => row.split(','))
  expect(header).toEqual(['label', 'value', 'low', 'high', 'note'])
  expect(label).toBe(RETREAT)
  expect(said).toMatch(
    new RegExp(`${value}% saw the move “deal-a” as a retreat \\(${low}–${high}%\\)`),
  )
})

it('writes the claim as JSON, with the hashes of all files and the numbers of the breakdown', async () => {
  const { stdout } = await cite(AUDITED, '--format', 'json')
  const claim = JSON.parse(stdout) as Claim
  const hash = (name: string): string => sha256Of(folder.read(name))
  expect(claim.hashes).toEqual({ scored: hash('scored.jsonl'), audit: hash('audit-200.jsonl') })
  const deal = JSON.parse((await runWell(['aggregate', SCORED, '--audit', AUDITED])).stdout)
    .deals[0]
  for (const { label, share, low, high } of claim.shares) {
    expect(deal.intervals).toContainEqual(expect.objectContaining({ label, share, low, high }))
  }
  expect((await cite(AUDITED)).stdout.startsWith(claim.sentence)).toBe(true)
})

it('writes Markdown with a footnote, to a file when asked', async () => {
  const out = folder.path('claim.md')
  expect(await cite(AUDITED, '--out', out)).toMatchObject({ code: 0, stdout: '' })
  expect(folder.read('claim.md')).toMatch(
    /^Of \d+ replies .*\[\^dealstance\]\n\n\[\^dealstance\]: A retreat: /,
  )
})

it('refuses with exit code 65 what nobody labelled, and does not print a number', async () => {
  const scored = folder.path('s.jsonl')
  await runWell(['classify', SAMPLE, ...QUICK, '--out', scored])
  expectRefusal(
    await runCli(['cite', scored, '--deal', 'xai-anthropic']),
    65,
    /CITE_NOT_AUDITED: Not for print: nobody has checked a sample of the 15 (?:posts|replies).*npx --no dealstance audit \S*s\.jsonl \(all of them need a label\)/,
  )
})

it('refuses what is too small, says how many labels do, and takes them; never for width', async () => {
  const ran = await cite(await auditOf(25))
  expect([ran.code, ran.stdout]).toEqual([65, ''])
  const size = Number(
    /CITE_TOO_FEW_LABELS.*--size (\d+), label the new posts/.exec(ran.stderr)?.[1],
  )
  expect(size).toBeGreaterThan(40)
  expect((await cite(await auditOf(size))).code).toBe(0)
  expect((await cite(await auditOf(80))).code).toBe(0)
})

it('counts scored posts itself, with the audit beside them', async () => {
  const own = newFolder()
  const scored = own.write('scored.jsonl', toJsonl(POSTS))
  expectRefusal(await citeFile(scored), 65, /nobody has checked a sample/)
  await runWell(['audit', scored, '--size', '200', '--import', LABELS])
  const audit = own.path('scored.audit.jsonl')
  const ran = await citeFile(scored, '--format', 'json')
  expect(ran.stderr).toContain(`Counted with ${audit}: `)
  const claim = JSON.parse(ran.stdout) as Claim
  expect(claim.sentence).toBe(
    (JSON.parse((await cite(AUDITED, '--format', 'json')).stdout) as Claim).sentence,
  )
  const piped = await runCli(['cite', '-', '--deal', 'deal-a', '--audit', audit], {
    stdin: own.read('scored.jsonl'),
  })
  expect(piped.stdout.startsWith(claim.sentence)).toBe(true)
  await runWell(['audit', scored, '--size', '240', '--export', own.path('more.csv')])
  expectRefusal(
    await citeFile(scored),
    65,
    /CITE_INCOMPLETE.* have no label: \d+ not looked at\. The whole sample counts\./,
  )
  await runWell(['audit', scored, '--import', LABELS])
  expect((await citeFile(scored)).stdout).toContain(
    'The sample was made larger: from 200 to 240 posts.',
  )
})

it('names the next command on a terminal, as the last line, and in no pipe', async () => {
  const own = newFolder()
  const thread = SAMPLE
  const scored = own.path('my posts.jsonl')
  const typed = `'${scored}'`
  const sheet = own.path('sheet.csv')
  await runCli(['classify', thread, ...QUICK, '--out', scored])
  const labels = own.write(
    'labels.csv',
    onEachDeal(labelsOf(fromJsonl(own.read('my posts.jsonl')), honest)),
  )
  const steps = [
    [
      ['classify', thread, ...QUICK, '--mover', 'Sonos', '--move', 'drops Cast'],
      `npx --no dealstance classify ${thread} ${QUICK.join(' ')} --mover Sonos --move 'drops Cast' --out scored.jsonl`,
    ],
    [
      ['classify', thread, ...QUICK, '--two-way', '--any-language', '--format', 'table'],
      `npx --no dealstance classify ${thread} ${QUICK.join(' ')} --two-way --any-language --out scored.jsonl`,
    ],
    [['classify', thread, ...QUICK, '--out', scored], `npx --no dealstance audit ${typed}`],
    [
      ['audit', scored, '--size', '5', '--coder', 'ana', '--double-code', '0.5', '--export', sheet],
      `npx --no dealstance audit ${typed} --coder ana --import ${sheet}`,
    ],
    [
      ['audit', scored, '--import', labels],
      `npx --no dealstance cite ${typed} --deal xai-anthropic`,
    ],
    [
      ['audit', scored, '--size', 'all', '--import', labels],
      `npx --no dealstance cite ${typed} --deal xai-anthropic`,
    ],
    [
      ['cite', scored, '--deal', 'xai-anthropic'],
      `npx --no dealstance report ${typed} --out report.html`,
    ],
    [['aggregate', scored], `npx --no dealstance cite ${typed} --deal xai-anthropic`],
  ] as const
  for (const [argv, next] of steps) {
    const { stderr } = await runCli([...argv], { terminalWidth: 100 })
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(`Next: ${next}`)
    expect((await runCli([...argv])).stderr).not.toContain('Next:')
  }
})

it.each([
  ['a script of the clone', 'dealstance', 'cite', 'npm run audit -- S'],
  ['npx in the clone', 'dealstance', 'npx', 'npx --no dealstance audit S'],
  ['a script of another package', 'newsroom', 'cite', 'npx --no dealstance audit S'],
])('words commands as they are typed in %s', async (_, name, event, line) => {
  const path = folder.write('S', toJsonl(POSTS))
  const env = { npm_package_name: name, npm_lifecycle_event: event }
  const { stderr } = await runCli(['cite', path, '--deal', 'deal-a'], { env })
  expect(stderr.replace(path, 'S')).toContain(`Run ${line} (`)
  const { stdout } = await runCli(['audit', '--help'], { env })
  const prefix = line.slice(0, -1)
  for (const typed of [`Usage: ${prefix}SCORED`, `\n  ${prefix}scored.jsonl --coder`])
    expect(stdout).toContain(typed)
  expect(stdout).toContain(`Next: ${prefix.replace('audit', 'cite')}scored.jsonl`)
})

it('writes the disclosure beside the sentence, and beside a refusal', async () => {
  folder.write('scored.facts.json', JSON.stringify({ sponsor: 'The newsroom itself' }))
  const ran = await cite(AUDITED, '--disclosure', folder.path('d.md'))
  expect(ran.code).toBe(0)
  expect(ran.stderr).toMatch(/disclosure written to .*d\.md; \d of 11 items lack/)
  expect(folder.read('d.md')).toContain('- Sponsor: The newsroom itself')
  const refused = await cite(await auditOf(25), '--disclosure', folder.path('d.json'))
  expect(refused.code).toBe(65)
  expect(JSON.parse(folder.read('d.json')).items).toHaveLength(11)
})

it('names the source with the days of the copy, and the address beside the posts', async () => {
  const thread = newFolder()
  const scored = thread.path('scored.jsonl')
  const deal = ['--mover', 'Quire', '--move', 'lets Amazon run its bookshop']
  const copy = ['corpus/samples/quire.txt', '--captured', '2026-03-04', '--out', scored]
  await runWell(['classify', ...copy, ...deal, ...QUICK])
  const labels = ['--import', 'corpus/samples/quire-labels.csv', '--coder-kind', 'person']
  await runWell(['audit', scored, '--size', 'all', ...labels])
  thread.write('scored.facts.json', JSON.stringify({ url: 'https://x.com/inesvarga/status/1' }))
  const source =
    "Source: posts in @inesvarga's X thread, started 3 March 2026, captured 4 March 2026, x.com/inesvarga/status/1."
  expect((await runCli(['cite', scored])).stdout).toContain(` ${source}\n`)
  await runWell([
    'report',
    scored,
    '--svg',
    thread.path('pictures'),
    '--out',
    thread.path('r.html'),
  ])
  expect(thread.read('r.html')).toContain(source.replace("'", '&#39;'))
})

it('refuses facts that are none', async () => {
  folder.write('scored.facts.json', SCORED)
  expectRefusal(
    await cite(AUDITED, '--disclosure', folder.path('x.md')),
    65,
    'DISCLOSURE_FACTS_INVALID',
  )
})
