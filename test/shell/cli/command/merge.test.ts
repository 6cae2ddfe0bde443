import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { sha256Of } from '../../../../src/shell/node/file/sha256.js'
import { newFolder, QUICK, runCli, SAMPLE } from '../cli-harness.js'

const folder = newFolder()
const merge = (...argv: string[]) => runCli(['merge', ...argv])

type Fields = Record<string, unknown>

/** The lines of a partial's file: header, posts, hash. */
const linesOf = (text: string): string[] => text.trimEnd().split('\n')
const headerOf = (text: string): Fields => JSON.parse(linesOf(text)[0] ?? '') as Fields

/** A partial with its correct hash. */
function sealed(header: Fields, rows: readonly string[]): string {
  const lines = [JSON.stringify(header), ...rows].map((line) => `${line}\n`).join('')
  return `${lines}${JSON.stringify({ sha256: sha256Of(lines) })}\n`
}

/** Three scored files of one run, cut by post, with their partials. */
const files: { readonly scored: string; readonly partial: string; readonly text: string }[] = []

beforeAll(async () => {
  const scored = folder.path('scored.jsonl')
  await runCli(['classify', SAMPLE, ...QUICK, '--evidence', 'on', '--out', scored])
  const lines = folder.read('scored.jsonl').trimEnd().split('\n')
  expect(lines.length).toBe(18)
  for (const [index, part] of [lines.slice(0, 5), lines.slice(5, 6), lines.slice(6)].entries()) {
    const text = `${part.join('\n')}\n`
    const path = folder.write(`shard-${index}.scored.jsonl`, text)
    const partial = folder.path(`${index}.partial.json`)
    const ran = await runCli(['aggregate', path, '--partial', '--out', partial])
    expect(ran).toMatchObject({ code: 0, stdout: '' })
    expect(ran.stderr).toContain(`partial breakdown of ${part.length} post${part.length === 1 ? '' : 's'} written to ${partial}`)
    files.push({ scored: path, partial, text })
  }
})

const partials = (): string[] => files.map(({ partial }) => partial)

describe('merge', () => {
  it.each(['json', 'csv', 'table'])('prints what aggregate prints of all posts, byte for byte, as %s', async (format) => {
    const whole = await runCli(['aggregate', ...files.map(({ scored }) => scored), '--format', format])
    const merged = await merge(...partials().reverse(), '--format', format)
    expect(merged.code).toBe(0)
    expect(merged.stdout).toBe(whole.stdout)
    expect(merged.stderr).toContain('3 partials of 18 posts merged')
    if (format === 'json') {
      expect(JSON.parse(merged.stdout).evidence.map(({ name }: { name: string }) => name)).toEqual([
        'shard-0.scored.jsonl',
        'shard-1.scored.jsonl',
        'shard-2.scored.jsonl',
      ])
    }
  })

  it('writes a partial for any grouping, which verify can check', async () => {
    const [first = '', ...rest] = partials()
    const some = folder.path('some.json')
    expect((await merge(...rest, '--partial', '--out', some)).code).toBe(0)
    const grouped = await merge(some, first, '--partial')
    expect(grouped.stdout).toBe((await merge(...partials(), '--partial')).stdout)
    expect((await runCli(['merge', '-', '--partial'], { stdin: grouped.stdout })).stdout).toBe(grouped.stdout)
    folder.write('breakdown.json', (await merge(...partials())).stdout)
    expect(await runCli(['verify', folder.path('breakdown.json')])).toMatchObject({ code: 0 })
  })

  it.each([
    [
      'the same partial twice',
      () => [...partials(), partials()[0] ?? ''],
      65,
      /PARTIAL_REPEATED: .*0\.partial\.json.*shard-0\.scored\.jsonl.*a second time/,
    ],
    ['no partial', () => [], 64, /expected a file/],
    ['a partial that is not there', () => [folder.path('none.json')], 66, /INPUT_MISSING/],
    ['a scored file', () => [files[0]?.scored ?? ''], 65, /PARTIAL_INVALID.*expected schema "dealstance\/partial@2", got nothing/],
    ['a text', () => [folder.write('t.txt', 'no partial')], 65, /PARTIAL_INVALID.*text that is none/],
    [
      'a partial of version 0.1.0, naming the command that makes it again',
      () => [folder.write('old.json', '{"schema":"dealstance/partial@1","posts":[]}')],
      65,
      /old\.json: expected a partial breakdown of this version, .*dealstance aggregate SCORED --partial\n$/,
    ],
    [
      'a breakdown',
      () => [folder.write('b.json', '{"schema":"dealstance/breakdown@1"}')],
      65,
      /expected schema "dealstance\/partial@2", got "dealstance\/breakdown@1"/,
    ],
    ['a format that a partial has not', () => [...partials(), '--partial', '--format', 'csv'], 64, /--partial in JSON/],
    ['an output that is an input', () => [...partials(), '--out', partials()[0] ?? ''], 64, /which would be lost/],
  ])('refuses %s', async (_, argv, code, message) => {
    const ran = await merge(...argv())
    expect(ran.stderr).toMatch(message)
    expect(ran).toMatchObject({ code, stdout: '' })
  })

  it('refuses partials that were cut short, edited, or made otherwise', async () => {
    const text = folder.read('0.partial.json')
    const refused = async (name: string, changed: string, ...argv: string[]) => {
      const ran = await merge(folder.write(name, changed), ...argv)
      expect(ran).toMatchObject({ code: 65, stdout: '' })
      return ran.stderr
    }
    for (const part of [0.1, 0.5, 0.99]) {
      expect(await refused('torn.json', text.slice(0, Math.floor(text.length * part)))).toMatch(/PARTIAL_INVALID: .*torn\.json.*breaks off/)
    }
    const [, ...lines] = linesOf(text)
    const rows = lines.slice(0, -1)
    const changed = (fields: Fields): string => sealed({ ...headerOf(text), ...fields }, rows)
    const other = partials()[1] ?? ''
    expect(await refused('version.json', changed({ schema: 'dealstance/partial@3' }))).toMatch(/partial@2.*partial@3/)
    expect(await refused('model.json', changed({ model: 'other' }), other)).toMatch(/PARTIAL_MISMATCH.*"other".*"sentiment"/)
    const options = { ...Object(headerOf(text)['options']), seed: 2 }
    expect(await refused('options.json', changed({ options }), other)).toMatch(/options/)
    expect(await refused('posts.json', sealed(headerOf(text), rows.slice(1)))).toMatch(/expected 5 posts, as postCount says, got 4/)
    expect(await refused('count.json', sealed({ ...headerOf(text), postCount: 4 }, rows.slice(1)))).toMatch(
      /as many posts as the files in evidence hold, 5, got 4/,
    )
  })

  it('rejects a partial that does not match its hash (each gave 0 and another breakdown)', async () => {
    const text = folder.read('0.partial.json')
    const [header = '', ...rest] = linesOf(text)
    const [rows, seal] = [rest.slice(0, -1), rest.at(-1) ?? '']
    expect(sealed(headerOf(text), rows)).toBe(text)
    const [first = '[]'] = rows
    const edits: Readonly<Record<string, readonly string[]>> = {
      'one sentiment': [header, JSON.stringify((JSON.parse(first) as unknown[]).with(6, 4588)), ...rows.slice(1), seal],
      'an added key': [JSON.stringify({ ...headerOf(text), note: 'mine' }), ...rows, seal],
      'a row left out': [header, ...rows.slice(1), seal],
      'no hash': [header, ...rows],
      'more behind it': [header, ...rows, seal, first],
    }
    for (const [name, lines] of Object.entries(edits)) {
      const ran = await merge(folder.write('edited.json', `${lines.join('\n')}\n`))
      expect(ran, name).toMatchObject({
        code: 65,
        stdout: '',
        stderr: expect.stringMatching(/PARTIAL_INVALID: .*edited\.json: .*(was changed|before its hash|after its hash)/),
      })
    }
    const nameless = folder.write('nameless.json', sealed({ ...headerOf(text), evidence: [] }, rows))
    expect(await merge(nameless)).toMatchObject({ code: 65, stdout: '', stderr: expect.stringMatching(/evidence is empty/) })
  })

  it('reads partials that are compressed', async () => {
    const [first = '', ...rest] = partials()
    writeFileSync(folder.path('0.partial.json.gz'), gzipSync(readFileSync(first)))
    expect((await merge(folder.path('0.partial.json.gz'), ...rest)).stdout).toBe((await merge(...partials())).stdout)
  })

  it('refuses an audit of a partial, and a receipt without one', async () => {
    const scored = files[0]?.scored ?? ''
    expect(await runCli(['aggregate', scored, '--partial', '--audit', 'a.jsonl'])).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/Give aggregate all scored files with --audit/),
    })
    expect(await runCli(['aggregate', scored, '--receipt', 'r.json'])).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/--receipt with --partial/),
    })
    expect(await runCli(['aggregate', scored, '--partial', '--receipt', scored])).toMatchObject({
      code: 65,
      stderr: expect.stringMatching(/expected a receipt/),
    })
  })

  it('rejects a receipt of another file, and of rows changed since (gave 0)', async () => {
    const [file] = files
    if (!file) throw new Error('three files')
    const receipt = (outputSha256: string) =>
      folder.write('other-receipt.json', JSON.stringify({ schema: 'dealstance/receipt@1', inputSha256: 'f'.repeat(64), outputSha256 }))
    const ran = await runCli(['aggregate', file.scored, '--partial', '--receipt', receipt('e'.repeat(64))])
    expect(ran).toMatchObject({
      code: 65,
      stdout: '',
      stderr: expect.stringMatching(/EVIDENCE_MISMATCH: .*other-receipt\.json: .*receipt of a given file/),
    })
    const grown = folder.write('grown.jsonl', `${file.text}\n`)
    expect(await runCli(['aggregate', grown, '--partial', '--receipt', receipt(sha256Of(file.text))])).toMatchObject({
      code: 65,
      stdout: '',
    })
    expect(await runCli(['aggregate', file.scored, '--partial', '--receipt', receipt(sha256Of(file.text))])).toMatchObject({ code: 0 })
  })

  it('accepts a partial without posts, such as that of an empty shard', async () => {
    const ran = await runCli(['aggregate', folder.write('empty.jsonl', ''), '--partial', '--out', folder.path('empty.json')])
    expect(ran.code).toBe(0)
    const merged = await merge(folder.path('empty.json'), ...partials())
    expect(JSON.parse(merged.stdout)).toMatchObject({ overall: { postCount: 18 }, evidence: [{ name: 'empty.jsonl' }, {}, {}, {}] })
  })
})

describe('filter rows scored with other settings', () => {
  const filter = async (name: string, lines: readonly string[], ...argv: string[]): Promise<string> => {
    const ran = await runCli(['classify', '--filter', ...QUICK, '--context', 'off', ...argv], { stdin: `${lines.join('\n')}\n` })
    expect(ran.code).toBe(0)
    return folder.write(name, ran.stdout)
  }
  it('are rejected by aggregate and merge, naming both hashes; so are rows of other weights', async () => {
    const posts = (await runCli(['ingest', SAMPLE])).stdout.trimEnd().split('\n')
    const [one, two] = [posts.slice(0, 9), posts.slice(9)]
    const first = await filter('f1.jsonl', one)
    const same = await filter('f2.jsonl', two)
    const wide = await filter('f3.jsonl', two, '--two-way')
    const edited = folder.write('f4.jsonl', folder.read('f2.jsonl').replaceAll(/"modelHash":"\w{16}"/g, '"modelHash":"ffffffffffffffff"'))
    const partial = async (path: string): Promise<string> => {
      await runCli(['aggregate', path, '--partial', '--out', `${path}.partial`])
      return `${path}.partial`
    }
    const whole = await runCli(['aggregate', first, same, '--format', 'json'])
    expect(whole.code).toBe(0)
    expect((await merge(await partial(same), await partial(first), '--format', 'json')).stdout).toBe(whole.stdout)
    for (const [other, what] of [
      [wide, 'options'],
      [edited, 'model'],
    ] as const) {
      expect(await runCli(['aggregate', first, other])).toMatchObject({
        code: 65,
        stdout: '',
        stderr: expect.stringMatching(new RegExp(`SCORED_INVALID: .*the ${what} with the hash "\\w{16}", got "\\w{16}"`)),
      })
      expect(await merge(await partial(first), await partial(other))).toMatchObject({
        code: 65,
        stdout: '',
        stderr: expect.stringMatching(new RegExp(`PARTIAL_MISMATCH: .*f\\d.jsonl.partial.*the ${what} with the hash "\\w{16}".*"\\w{16}"`)),
      })
    }
  })

  it('are rejected in partials of another version', async () => {
    const text = folder.read('1.partial.json')
    const old = sealed({ ...headerOf(text), version: '0.0.0' }, linesOf(text).slice(1, -1))
    expect(await merge(...partials().slice(0, 1), folder.write('old.json', old))).toMatchObject({
      code: 65,
      stderr: expect.stringMatching(/PARTIAL_MISMATCH: .*version.*"0\.0\.0"/),
    })
  })
})

describe('merge with a manifest', () => {
  const shardOf = (name: string, text: string, hash = sha256Of(text)) => ({
    name,
    threadCount: 1,
    postCount: text.split('\n').length - 1,
    lineCount: text.split('\n').length - 1,
    byteCount: text.length,
    sha256: hash,
  })
  const manifestOf = (shards: readonly ReturnType<typeof shardOf>[], kind = 'posts'): string => {
    const sum = (name: 'threadCount' | 'postCount' | 'lineCount' | 'byteCount') => shards.reduce((total, shard) => total + shard[name], 0)
    const counts = {
      threadCount: sum('threadCount'),
      postCount: sum('postCount'),
      lineCount: sum('lineCount'),
      byteCount: sum('byteCount'),
    }
    return folder.write(
      'manifest.json',
      JSON.stringify({ schema: 'dealstance/shards@1', kind, hasContext: true, ...counts, sha256: 'a'.repeat(64), shards }),
    )
  }
  const byName = () => files.map(({ text }, index) => shardOf(`shard-${index}.jsonl`, text, `${index}`.repeat(64)))

  it('succeeds when every shard is present, identified by name or by hash', async () => {
    expect((await merge(...partials(), '--manifest', manifestOf(byName()))).code).toBe(0)
    const scoredShards = files.map(({ text }, index) => shardOf(`part-${index}.jsonl`, text))
    expect((await merge(...partials(), '--manifest', manifestOf(scoredShards, 'scored'))).code).toBe(0)
  })

  it.each(['with receipts', 'by names'])('takes each of two empty shards once, %s', async (by) => {
    const emptyHash = sha256Of('')
    const receipt = folder.write(
      'empty-receipt.json',
      JSON.stringify({ schema: 'dealstance/receipt@1', inputSha256: emptyHash, outputSha256: emptyHash }),
    )
    const empties: string[] = []
    for (const name of ['shard-3', 'shard-4']) {
      const out = folder.path(`${name}.partial.json`)
      const receipts = by === 'with receipts' ? ['--receipt', receipt] : []
      await runCli(['aggregate', folder.write(`${name}.scored.jsonl`, ''), '--partial', ...receipts, '--out', out])
      empties.push(out)
    }
    const manifest = manifestOf([...byName(), shardOf('shard-3.jsonl', ''), shardOf('shard-4.jsonl', '')])
    const whole = await merge(...partials(), ...empties, '--manifest', manifest)
    expect(whole.stderr).not.toMatch(/INPUT_INCOMPLETE/)
    expect(whole.code).toBe(0)
    expect((await merge(...empties, ...partials(), '--manifest', manifest)).stdout).toBe(whole.stdout)
    expect(await merge(...partials(), ...empties.slice(1), '--manifest', manifest)).toMatchObject({
      code: 75,
      stderr: expect.stringMatching(/got 4: shard-3\.jsonl missing/),
    })
    expect(await merge(...partials(), ...empties, ...empties, '--manifest', manifest)).toMatchObject({
      code: 75,
      stderr: expect.stringMatching(/every shard once, got shard-3\.jsonl again/),
    })
  })

  it.each([
    ['missing', () => partials().slice(1), 75, /INPUT_INCOMPLETE: expected partials of all 3 shards, got 2: shard-0\.jsonl missing/],
    [
      'repeated',
      () => [...partials(), partials()[0] ?? ''],
      75,
      /INPUT_INCOMPLETE: .*0\.partial\.json: expected every shard once, got shard-0\.jsonl again/,
    ],
  ])('ends with 75 when a shard is %s', async (_, paths, code, message) => {
    const ran = await merge(...paths(), '--manifest', manifestOf(byName()))
    expect(ran.stderr).toMatch(message)
    expect(ran).toMatchObject({ code, stdout: '' })
  })

  it('ends with 75 when a shard lacks posts, and with 65 for a file of no shard', async () => {
    const [first, ...rest] = byName()
    if (!first) throw new Error('three shards')
    const longer = await merge(...partials(), '--manifest', manifestOf([{ ...first, postCount: 9 }, ...rest]))
    expect(longer).toMatchObject({ code: 75, stderr: expect.stringMatching(/expected the 9 posts of shard-0\.jsonl, got 5/) })
    expect(await merge(...partials(), '--manifest', manifestOf(rest))).toMatchObject({
      code: 65,
      stderr: expect.stringMatching(/got those of shard-0\.scored\.jsonl/),
    })
    const torn = folder.write('torn-manifest.json', '{"schema"')
    expect(await merge(...partials(), '--manifest', torn)).toMatchObject({ code: 65, stderr: expect.stringMatching(/SHARDS_INVALID/) })
  })

  it('identifies a shard by the receipt of the filter, whatever the file name', async () => {
    const [file] = files
    if (!file) throw new Error('three files')
    const scored = folder.write('whatever.jsonl', file.text)
    const receipt = (inputSha256: string) =>
      folder.write('receipt.json', JSON.stringify({ schema: 'dealstance/receipt@1', inputSha256, outputSha256: sha256Of(file.text) }))
    const partial = folder.path('whatever.partial.json')
    const [first, ...rest] = byName()
    if (!first) throw new Error('three shards')
    await runCli(['aggregate', scored, '--partial', '--receipt', receipt(first.sha256), '--out', partial])
    expect((await merge(partial, ...partials().slice(1), '--manifest', manifestOf([first, ...rest]))).code).toBe(0)
    await runCli(['aggregate', scored, '--partial', '--receipt', receipt('f'.repeat(64)), '--out', partial])
    expect((await merge(partial, ...partials().slice(1), '--manifest', manifestOf([first, ...rest]))).code).toBe(65)
  })
})
