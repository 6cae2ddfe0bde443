import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { threadOf } from '../../../say/report-example.js'
import { expectRefusal, newFolder, runCli, runWell, toJsonl } from '../cli-harness.js'

const SCORED = toJsonl(threadOf(30))
function project() {
  const folder = newFolder()
  return { folder, scored: folder.write('scored.jsonl', SCORED) }
}

it('writes a page when the output file ends in .html', async () => {
  const { folder, scored } = project()
  const { stdout, stderr } = await runWell(['report', scored, '--out', folder.path('report.html')])
  expect(stdout).toBe('')
  expect(stderr).toContain('report of 30 posts written to')
  const page = folder.read('report.html')
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
  expect(page).toContain('Disclosure: 11 items')
})

it('writes only pictures without --out, each with its alternative text', async () => {
  const { folder, scored } = project()
  const { stdout, stderr } = await runWell([
    'report',
    scored,
    '--svg',
    folder.path('svg'),
    '--png',
    folder.path('png'),
  ])
  expect(stdout).toBe('')
  expect(stderr).toMatch(/2 pictures written to .*svg/)
  const svgs = readdirSync(folder.path('svg'))
  expect(svgs).toEqual(['deal-a-shares-square.svg', 'deal-a-shares-wide.svg'])
  expect(readdirSync(folder.path('png')).sort()).toEqual(
    ['square', 'wide'].flatMap((form) => [
      `deal-a-shares-${form}.png`,
      `deal-a-shares-${form}.txt`,
    ]),
  )
  expect(folder.read('png/deal-a-shares-wide.txt')).toMatch(
    /^UNCHECKED: .*\. A mark for each post: retreat \d+ of \d+, .*\. Labelled by a model\.\n$/,
  )
  expect(stderr).toContain(
    `The posts name no platform. Name their source: classify --url URL, "url" in ${folder.path('scored.facts.json')}, or report --credit TEXT\n`,
  )
  expect(
    (await runCli(['report', scored, '--svg', folder.path('both'), '--png', folder.path('both')]))
      .stderr,
  ).not.toMatch(/written.*\n.*written/)
  expect(readdirSync(folder.path('both'))).toHaveLength(6)
})

it('draws with --credit', async () => {
  const { folder, scored } = project()
  await runWell([
    'report',
    scored,
    '--svg',
    folder.path('svg'),
    '--credit',
    'Replies to @oriel on X',
  ])
  for (const form of ['square', 'wide']) {
    const svg = folder.read(`svg/deal-a-shares-${form}.svg`)
    expect(svg.replaceAll(/(?:<[^>]*>|\s)+/g, ' ')).toContain('Replies to @oriel on X')
  }
})

it('uses the facts beside the scored file', async () => {
  const { folder, scored } = project()
  const facts = { sponsor: 'The sponsor of the test', url: 'https://forum.example/7' }
  folder.write('scored.facts.json', JSON.stringify(facts))
  const { stdout, stderr } = await runWell(['report', scored])
  expect(stdout).toContain(facts.sponsor)
  expect(stderr).not.toContain('no platform')
})

it('refuses a page for a terminal', async () => {
  const { scored } = project()
  expectRefusal(
    await runCli(['report', scored], { terminalWidth: 80 }),
    64,
    'expected --out report.html',
  )
})
