import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseScheme } from '../../../../src/base/scheme/scheme-tag.js'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { sha256Of } from '../../../../src/base/text/sha256-text.js'
import { labelsOf } from '../../../support/hand-labels.js'
import { fromJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, QUICK, runCli, runWell, SAMPLE } from '../cli-harness.js'

const folder = newFolder()
const SCORED = folder.path('scored.jsonl')
const ZIP = folder.path('study.zip')
const DEAL = ['--deal', 'xai-anthropic']
const unpacked = folder.path('unpacked')
const shown = (name: string): string => readFileSync(`${unpacked}/${name}`, 'utf8')

beforeAll(async () => {
  await runWell(['classify', SAMPLE, ...QUICK, ...DEAL, '--out', SCORED])
  const labels = labelsOf(fromJsonl(folder.read('scored.jsonl')))
  await runWell(['audit', SCORED, '--size', 'all', '--import', folder.write('labels.csv', labels)])
  const facts = folder.write('facts.json', JSON.stringify({ sponsor: 'Nobody paid.', adjudicator: 'a third coder' }))
  await runWell(['report', SCORED, '--deposit', ZIP, '--facts', facts])
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(ZIP)))) folder.write(`unpacked/${name}`, bytes)
})

describe('report --deposit', () => {
  it('holds posts, record, audit, numbers, method, codebook and hashes', () => {
    expect(readdirSync(unpacked).sort()).toEqual(
      [
        ...['README.md', 'SHA256SUMS', 'breakdown.json', 'codebook.md', 'disclosure.md', 'references.bib', 'scheme.json'],
        ...['scored.audit.jsonl', 'scored.jsonl', 'scored.jsonl.run.json'],
      ].sort(),
    )
    for (const name of ['scored.jsonl', 'scored.jsonl.run.json', 'scored.audit.jsonl']) expect(shown(name)).toBe(folder.read(name))
    expect(shown('README.md')).toMatch(
      /scored\.jsonl\.run\.json: what made their labels[\s\S]*## What may be quoted[\s\S]*the model sentiment/,
    )
    expect(shown('disclosure.md')).toMatch(/Sponsor: Nobody paid\.[\s\S]*Adjudicator: a third coder/)
    expect(shown('codebook.md')).toMatch(/### retreat \(a side\)\n\nWeakness\.[\s\S]*### neither \(takes no side\)[\s\S]*## Rules/)
    expect(shown('references.bib')).toContain('@misc{dealstance,')
    expect(parseScheme(JSON.parse(shown('scheme.json')), 'scheme.json').labels).toEqual(STANCE_SCHEME.labels)
  })

  it('names the hash of every file but the list itself', () => {
    const sums = shown('SHA256SUMS').trimEnd().split('\n')
    expect(sums.map((line) => line.split('  ')[1]).sort()).toEqual(
      readdirSync(unpacked)
        .filter((name) => name !== 'SHA256SUMS')
        .sort(),
    )
    for (const line of sums) {
      const [sha256, name = ''] = line.split('  ')
      expect(sha256Of(readFileSync(`${unpacked}/${name}`)), name).toBe(sha256)
    }
  })

  it.skipIf(spawnSync('python3', ['--version']).status !== 0)('is whole for Python', () => {
    const program = `import hashlib, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())
print(archive.testzip(), all(hashlib.sha256(archive.read(name)).hexdigest() == sums[name] for name in sums), len(sums))`
    expect(execFileSync('python3', ['-c', program, ZIP], { encoding: 'utf8' })).toBe('None True 9\n')
  })

  it('holds numbers that verify recomputes from it alone', async () => {
    const { stdout } = await runWell(['verify', `${unpacked}/breakdown.json`])
    expect(stdout).toMatch(/all \d+ numbers agree[\s\S]*version and weights are the same here/)
  })

  it('has the same bytes for the same files', async () => {
    const again = folder.path('again.zip')
    // Each report is a look that the audit notes.
    const plain = folder.write('plain.jsonl', folder.read('scored.jsonl'))
    for (const path of [folder.path('plain-1.zip'), again]) await runWell(['report', plain, '--deposit', path])
    expect(readFileSync(again).equals(readFileSync(folder.path('plain-1.zip')))).toBe(true)
  })

  it('says what is missing where nobody has checked a sample and no record is kept', async () => {
    const bare = folder.write('bare.jsonl', folder.read('scored.jsonl'))
    await runWell(['report', bare, '--deposit', folder.path('bare.zip')])
    const readme = strFromU8(unzipSync(readFileSync(folder.path('bare.zip')))['README.md'] as Uint8Array)
    expect(readme).toMatch(/nobody has checked a sample[\s\S]*no record of the run is kept/)
  })

  it('holds the record of a file that was compressed since (left it out)', async () => {
    folder.write('packed.jsonl.gz', gzipSync(folder.read('scored.jsonl')))
    folder.write('packed.jsonl.run.json', folder.read('scored.jsonl.run.json'))
    await runWell(['report', folder.path('packed.jsonl.gz'), '--deposit', folder.path('packed.zip')])
    expect(Object.keys(unzipSync(readFileSync(folder.path('packed.zip'))))).toEqual(
      expect.arrayContaining(['packed.jsonl.gz', 'packed.jsonl.run.json']),
    )
  })

  it('is refused where it cannot be made, in one line', async () => {
    const refuse = async (argv: readonly string[], code: number, line: RegExp, options = {}) =>
      expectRefusal(await runCli(['report', ...argv], options), code, line)
    await refuse([SCORED, '--deposit', '-'], 64, /expected a file for a ZIP, got a terminal/, { terminalWidth: 100 })
    await refuse([SCORED, '--deposit', '-', '--out', '-'], 64, /expected one output on stdout/)
    await refuse(['-', '--deposit', folder.path('x.zip')], 64, /expected SCORED as files for --deposit/, {
      stdin: folder.read('scored.jsonl'),
    })
    await refuse([SCORED, '--deposit', folder.path('x.tar')], 64, /expected a file that ends in \.zip/)
    await refuse([SCORED, '--deposit', SCORED], 64, /expected a file that ends in \.zip|expected an output of its own/)
    await refuse([SCORED, '--deposit', folder.path('none/x.zip')], 74, /OUTPUT_UNWRITABLE/)
    const other = folder.write('other/scored.jsonl', folder.read('scored.jsonl').replaceAll('"threadId":"', '"threadId":"z'))
    await refuse([SCORED, other, '--deposit', folder.path('x.zip')], 64, /two called scored\.jsonl/)
    const audit = folder.write('audits/scored.jsonl', folder.read('scored.audit.jsonl'))
    await refuse([SCORED, '--audit', audit, '--deposit', folder.path('x.zip')], 64, /two called scored\.jsonl/)
    const taken = folder.write('README.md', folder.read('scored.jsonl'))
    await refuse([taken, '--deposit', folder.path('x.zip')], 64, /a name of the deposit/)
  })
})
