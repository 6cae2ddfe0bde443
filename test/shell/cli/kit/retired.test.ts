import { expect, it } from 'vitest'
import { runCli } from '../cli-harness.js'

it.each([
  [['audit', 'scored.jsonl', '--no-open'], '--no-open of audit is retired: leave it out; the page opens in the browser only with --open.'],
  [['audit', 'scored.jsonl', '--stratify'], '--stratify of audit is retired: leave it out'],
  [['report', 'scored.jsonl', '--font', 'a.ttf'], '--font of report is retired: leave it out'],
  [['classify', '--filter', '--receipt', 'r.json'], '--receipt of classify is retired: --expect N and exit code 0 say that all is done'],
  [['evaluate', '--tweeteval', 'folder'], '--tweeteval of evaluate is retired: scripts/recipes/README.md trains and measures on that set.'],
  [
    ['ingest', 'a.txt', '--source', 'list-paste'],
    '--source list-paste of ingest is retired: lists without names are read by --source auto',
  ],
  [['merge', 'a.json', 'b.json'], 'merge is retired: give aggregate all scored files, which counts them together.'],
  [['aggregate', 'a.jsonl', '--partial'], '--partial of aggregate is retired: keep the scored files and give aggregate all of them'],
  [['aggregate', 'a.jsonl', '--receipt', 'r.json'], '--receipt of aggregate is retired: leave it out'],
  [['aggregate', 'a.jsonl', '--spill', '/'], '--spill of aggregate is retired: leave it out'],
])('%j is answered with one line that names what to use', async (argv, line) => {
  const { code, stderr } = await runCli(argv)
  expect(code).toBe(64)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toContain(line)
})
