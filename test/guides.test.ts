import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { transformSync } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'
import { fromJsonl } from './support/jsonl.js'
import { sampleCases } from './support/run-count.js'
import { runInShell, runLines } from './support/shell-lines.js'

/**
 * The README's and the guides' blocks are run as they stand, in order, and print what stands below
 * them. DEALSTANCE_WRITE=1 writes what they print.
 */
const GUIDES = [
  'corpus/samples/guide-for-journalists.md',
  'corpus/samples/guide-for-researchers.md',
  'scripts/notebooks/GUIDE.md',
]
const BLOCK = /```(\w+)\n([\s\S]*?)```(?:\n```text\n([\s\S]*?)```)?/g

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** A folder that looks like the repository, so that what the commands write goes nowhere else. */
function newPlace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-guide-'))
  folders.push(folder)
  for (const name of ['package.json', 'scripts', 'corpus'])
    symlinkSync(resolve(name), join(folder, name))
  return folder
}

/**
 * The default model's probabilities may differ in their last digits between machines, and with them
 * the hashes of what it wrote. The name of a run goes by the version.
 */
const maskHashes = (text: string): string =>
  text
    .replace(
      /\b[0-9a-f]{12}…|(?<=(?:"run": "|run ))[0-9a-f]{12}|(?<=dealstance )\d+\.\d+\.\d+/g,
      '…',
    )
    .replaceAll('\r\n', '\n')

/** Runs a program from the package's folder, where the package's own name resolves to the build. */
function runProgram(body: string, name: string): string {
  const file = join('dist', `guide-${name}.mjs`)
  writeFileSync(file, transformSync(body, { loader: 'ts', target: 'es2022' }).code)
  try {
    return execFileSync(process.execPath, [file], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } finally {
    rmSync(file)
  }
}

describe.each(['README.md', ...sampleCases(GUIDES, 1)])('%s', (path) => {
  const guide = readFileSync(path, 'utf8')
  const blocks = [...guide.matchAll(BLOCK)].map(([, language = '', body = '', output = '']) => ({
    language,
    body,
    output,
  }))
  const place = newPlace()
  const printed: string[] = []

  it('holds blocks to run and no others', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(3)
    expect(blocks.filter(({ language }) => language !== 'sh' && language !== 'ts')).toEqual([])
  })

  it.each(
    blocks.map((block, index) => ({ ...block, index, title: block.body.trim().split('\n')[0] })),
  )(
    '$index: $title',
    async ({ language, body, output, index }) => {
      if (language !== 'sh')
        printed[index] = runProgram(body, `${path.replaceAll(/\W/g, '-')}-${index}`)
      // One block through npm and a shell shows that this works too.
      else
        printed[index] =
          path === 'README.md' && index === 0
            ? runInShell(body, place)
            : await runLines(body, place)
      if (process.env['DEALSTANCE_WRITE'] === undefined)
        expect(maskHashes(printed[index] ?? '')).toBe(maskHashes(output))
    },
    60_000,
  )

  it.runIf(path === 'README.md')(
    'shows labels that the default model and the two readers of the sample gave',
    () => {
      const scored = fromJsonl(readFileSync(join(place, 'scored.jsonl'), 'utf8')) as {
        id: string
        text: string
        label: string
        flags: string[]
      }[]
      const given = parse(readFileSync('corpus/samples/quire-labels.csv', 'utf8'), {
        columns: true,
      }) as Record<string, string>[]
      const settledOf = new Map(given.map(({ postId, label }) => [postId, label]))
      const differing = new Set(
        given.flatMap(({ postId, adjudication }) => (adjudication ? [postId] : [])),
      )
      const replies = scored.filter(
        ({ flags }) => !flags.some((flag) => flag.startsWith('prompt:')),
      )
      const agreed = replies.filter(({ id, label }) => settledOf.get(id) === label)
      expect(guide).toContain(
        `agrees with the two people on ${agreed.length} of the ${replies.length} replies`,
      )
      const rows = [
        ...guide.matchAll(
          /^\| (\S.*?)(?: …)? \| \**(\w[\w ]*?)\** \| (\w[\w ]*?)(, after a talk)? \|$/gm,
        ),
      ].slice(1)
      expect(rows.length).toBeGreaterThan(4)
      for (const [, text = '', label, settled, talk] of rows) {
        const { id = '', label: own } = scored.find((each) => each.text.includes(text)) ?? {}
        expect([text, label, settled, talk !== undefined]).toEqual([
          text,
          own,
          settledOf.get(id),
          differing.has(id),
        ])
      }
    },
  )

  it.runIf(blocks.some(({ language }) => language === 'ts'))(
    'type-checks as strict TypeScript',
    () => {
      const folder = mkdtempSync(join('dist', 'guide-types-'))
      folders.push(folder)
      const programs = blocks.flatMap(({ language, body }, index) =>
        language === 'ts' ? [{ file: join(folder, `${index}.ts`), body }] : [],
      )
      for (const { file, body } of programs) writeFileSync(file, body)
      const options =
        '--ignoreConfig --noEmit --strict --noUncheckedIndexedAccess --skipLibCheck --target es2023 --module nodenext --types node'.split(
          ' ',
        )
      const { stdout } = spawnSync(
        'node_modules/.bin/tsc',
        [...options, ...programs.map(({ file }) => file)],
        { encoding: 'utf8' },
      )
      expect(stdout).toBe('')
    },
  )

  it.runIf(process.env['DEALSTANCE_WRITE'] !== undefined)('is written anew', () => {
    let index = 0
    const written = guide.replace(
      BLOCK,
      (block, language: string, body: string, output?: string) => {
        const text = (printed[index++] ?? '').replaceAll('\r\n', '\n')
        return output === undefined
          ? block
          : `\`\`\`${language}\n${body}\`\`\`\n\`\`\`text\n${text}\`\`\``
      },
    )
    writeFileSync(path, written)
  })
})
