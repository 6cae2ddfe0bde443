import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../../src/shell/cli/model/evaluate.js'
import { train } from '../../../../src/shell/cli/model/train.js'
import { manyPosts } from '../../../count/scored-posts.js'
import { newFolder, type Ran, runCli, runScriptCommand, toJsonl } from '../cli-harness.js'

const folder = newFolder()
const SPELLINGS = ['retreat', 'SHREWD PIVOT', 'shrewd-pivot', 'Neither', 'Retreat', 'skipped']
const POSTS = manyPosts(60, 5)
const SCORED = folder.write('scored.jsonl', toJsonl(POSTS))
const DEAL = ['--mover', 'Tolbeck', '--move', 'gives up its own ovens']

/** A table for every reader of labels: the columns of posts and of sheets. */
const tableOf = (labelOf: (at: number) => string | undefined, delimiter = ','): string =>
  [
    ['postId', 'coder', 'id', 'text', 'label'],
    ...POSTS.map(({ id }, at) => [
      id,
      'ana',
      id,
      `Remark ${at} on the café’s ovens, ${(at * 7919) % 997}.`,
      labelOf(at),
    ]),
  ]
    .map((cells) => cells.map((cell) => `"${cell}"`).join(delimiter))
    .join('\r\n')
const withoutText = (table: string): string => table.replace('"text"', '"body"')

/** Each road of a label into the program. */
const READERS: Readonly<Record<string, (path: string) => Promise<Ran>>> = {
  train: (path) =>
    runScriptCommand(train, [
      '--posts',
      path,
      '--out',
      folder.path(`model-${path.length}-${path.at(-5)}`),
      '--columns',
      'text=body,id=id',
    ]),
  evaluate: (path) =>
    runScriptCommand(evaluate, [path, '--model', 'sentiment', '--columns', 'text=body']),
  'audit --import': (path) =>
    runCli(['audit', SCORED, '--import', path, '--out', `${path}.audit.jsonl`]),
  'classify --given': (path) =>
    runCli([
      'classify',
      path,
      '--given',
      'a tool',
      '--columns',
      'given=label,text=body',
      ...DEAL,
      '--out',
      `${path}.scored.jsonl`,
    ]),
}

describe.each(Object.entries(READERS))('%s', (name, read) => {
  it.each([
    ['UTF-8', ',', 'utf8'],
    ['Windows-1252 with semicolons', ';', 'latin1'],
    ['UTF-16 with tabs', '\t', 'utf16le'],
  ] as const)('takes every spelling of a label in %s', async (what, delimiter, encoding) => {
    const table = withoutText(tableOf((at) => SPELLINGS[at % SPELLINGS.length], delimiter))
    // ’ is 0x92 in Windows-1252.
    const text = encoding === 'latin1' ? table.replaceAll('’', '\u0092') : table
    const mark = encoding === 'utf16le' ? '\ufeff' : ''
    const path = folder.write(
      `${name}-${what}.csv`.replace(/[^\w.]+/g, '-'),
      Buffer.from(mark + text, encoding),
    )
    const { code, stderr } = await read(path)
    expect(stderr).not.toMatch(/_INVALID|UNKNOWN/)
    expect(code).toBe(0)
    if (encoding === 'latin1') expect(stderr).toContain('read as windows-1252')
  })

  it('names all wrong labels with their lines in one message', async () => {
    const wrong: Readonly<Record<number, string>> = { 3: 'labor', 11: 'Doubt', 40: 'neutral' }
    const path = folder.write(
      `wrong-${name.replace(/\W+/g, '-')}.csv`,
      withoutText(tableOf((at) => wrong[at] ?? SPELLINGS[at % SPELLINGS.length])),
    )
    const ran = await read(path)
    expect(ran.code).toBe(65)
    for (const [at, label] of Object.entries(wrong))
      expect(ran.stderr).toMatch(new RegExp(`"${label}" \\((?:.*, )?line ${Number(at) + 2}\\)`))
  })
})
