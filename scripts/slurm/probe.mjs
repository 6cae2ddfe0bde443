/**
 * Scores one line and breaks it down, so that a mistyped option ends here and not in every task. Writes into FOLDER `pin.json`, what all
 * shards are to be scored with, and the options that `shard` (`cut`) and `aggregate` (`count`) take over from the filter's, each ended by
 * NUL. Where RUN has scored shards, they must have been scored so too (65).
 *
 *     node probe.mjs DEALSTANCE RUN FOLDER [OPTION…]
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BAD_DATA, differencesOf, pinOf, pinOfReceipt, readJson, receiptsOf, refuse } from './run-folder.mjs'

const USAGE = 64
/** The tasks pass these themselves. */
const OWN_OPTIONS = ['--filter', '--receipt', '--expect', '--rows', '--out']

const [dealstance, run, folder, ...options] = process.argv.slice(2)
const at = (name) => join(folder, name)

const own = options.find((option) => OWN_OPTIONS.includes(option.split('=')[0]))
if (own !== undefined) refuse(USAGE, `expected options of how posts are scored behind --, got ${own}, which the tasks pass themselves`)

call(
  ['classify', '--filter', ...options, '--expect', '1', '--receipt', at('receipt.json')],
  '{"id":"probe","text":"A post."}\n',
  'row.jsonl',
)
if (!existsSync(at('receipt.json'))) refuse(USAGE, `expected options that score, got ${options.join(' ')}, which print something else`)
// Labels of one's own: the scheme that was named, else that of the model's folder.
const { scheme: tag } = JSON.parse(readFileSync(at('row.jsonl'), 'utf8'))
const scheme = givenFor('--scheme') ?? (tag === undefined ? undefined : givenFor('--model'))
const [cut, count] = [optionOf('--deals', givenFor('--deals')), optionOf('--scheme', scheme)]
call(['aggregate', at('row.jsonl'), '--partial', ...cut, ...count, '--receipt', at('receipt.json')], '', 'partial.json')

const pin = pinOfReceipt(readJson(at('receipt.json'), 'a receipt', BAD_DATA))
const standing = existsSync(join(run, 'settings.sh')) ? pinOf(run) : null
if (standing !== null) {
  const scored = receiptsOf(run)
  // The shards carry what their posts are to be judged with, by the deals of the catalogue.
  const differences = differencesOf(standing, pin, scored.length === 0 ? ['dealsSha256'] : undefined)
  const what = scored.length === 0 ? 'the catalogue that its shards were cut by' : `what ${scored.length} of its shards were scored with`
  if (differences.length > 0)
    refuse(BAD_DATA, `${run}: expected ${what}, got other: ${differences.join('; ')}. Put it back, or start a new run folder.`)
}
writeFileSync(at('pin.json'), `${JSON.stringify(pin, null, 2)}\n`)
writeFileSync(at('cut'), cut.map((option) => `${option}\0`).join(''))
writeFileSync(at('count'), [...cut, ...count].map((option) => `${option}\0`).join(''))

function call(list, input, output) {
  const done = spawnSync(process.execPath, [dealstance, ...list, '--quiet'], {
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  if (done.status !== 0)
    refuse(done.status ?? 70, `expected options that classify --filter and aggregate take, got ${options.join(' ') || 'none'}`)
  writeFileSync(at(output), done.stdout)
}

/** The last one given. */
function givenFor(name) {
  const index = options.findLastIndex((option) => option === name || option.startsWith(`${name}=`))
  if (index === -1) return undefined
  return options[index] === name ? options[index + 1] : options[index].slice(name.length + 1)
}

function optionOf(name, value) {
  return value === undefined ? [] : [name, value]
}
