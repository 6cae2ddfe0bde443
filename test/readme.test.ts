import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runInShell, runLines } from './shell-lines.js'

/** The README's commands are run as they stand, and what they print is what the README says they print. */
const README = readFileSync('README.md', 'utf8')
const blocks = [...README.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = '', body = '']) => ({ language, body }))
const folder = mkdtempSync(join(tmpdir(), 'dealstance-readme-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The block that follows the first one containing `text`. */
function blockAfter(text: string): string {
  const at = blocks.findIndex(({ body }) => body.includes(text))
  return blocks[at + 1]?.body ?? ''
}

const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ body }) => body.trim().split('\n'))
  .filter((line) => line.startsWith('npm run --silent'))

/** Files that the README's commands write and read again go into a folder of the test. */
const inFolder = (command: string): string => command.replace(/(?<=\s)(?=(?:posts|scored)\.jsonl|breakdown\.json)/g, `${folder}/`)

describe('README', () => {
  it('has commands to run', () => {
    expect(commands.length).toBeGreaterThanOrEqual(4)
  })

  it('shows what the first command prints', () => {
    expect(blockAfter('corpus/samples/xai-compute.txt --format table')).toBe(runInShell(commands[0] as string, '.'))
  })

  it.each(commands.slice(1))('%s', async (command) => {
    const printed = await runLines(inFolder(command), '.')
    if (/aggregate|query/.test(command)) expect(printed.split('\n')[0]).toContain('dealId')
    else expect(printed).toBe('')
  })

  it('prints what the library snippet says', () => {
    const snippet = blocks.find(({ language }) => language === 'ts')?.body ?? ''
    // Inside the package its own name resolves to the build.
    const file = join('dist', 'readme-snippet.mjs')
    writeFileSync(file, snippet)
    const printed = execFileSync(process.execPath, [file], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
    rmSync(file)
    expect(blockAfter("from 'dealstance'")).toBe(printed)
  })
})
