import { PipelineError } from '../../../base/errors.js'

/** Commands that are gone, and what to use instead: the rest of a sentence. */
const COMMANDS: Readonly<Record<string, string>> = {
  merge: 'give aggregate all scored files, which counts them together',
  demo: 'give classify the sample: classify corpus/samples/xai-compute.txt',
  completion: 'COMMAND --help lists the options of a command',
}

/** Options of language models, which `classify` and `evaluate` had. */
const LLM = {
  'model llm': "name the language model: --llm ollama:NAME, or --llm 'URL NAME'",
  'llm-url': "use --llm 'URL NAME'",
  'llm-model': "use --llm ollama:NAME, or --llm 'URL NAME'",
  'llm-samples': 'probabilities come from a server that lists log probabilities',
  'llm-temperature': 'answers are asked for at temperature 0',
  'llm-seed': 'answers are asked for at temperature 0, and kept with --llm-cache',
  'llm-answer-tokens': 'an answer may have 2,000 tokens',
  'llm-logprobs': 'log probabilities are taken where the server lists them',
  'llm-batch': 'each post is a request of its own; --llm-slots sends several at once',
  'llm-batch-seed': 'each post is a request of its own',
  'llm-timeout': 'an answer may take four minutes',
  'llm-retries': 'a request that fails is repeated five times',
  'max-tokens': 'limit the requests with --max-requests; --dry-run tells their tokens',
}

const LEARN = 'leave it out: the labels correct the shares as well without; classify --learn AUDIT teaches the model that scores'
const RECEIPT = '--expect N and exit code 0 say that all is done; every row bears the hashes of model and options'
const ROWS = 'leave it out; a row is a scored post, as classify writes it'
const EXCEL = 'use --format xlsx, or a file that ends in .xlsx'
const SHARE = 'write CSV and leave out the columns text, author and createdAt'

const OWN_ARCHIVE =
  "an archive of X holds one account's posts, without authors and without what they answer: capture the thread with Zeeschuimer"
const CORPUS = 'leave it out; utterances.jsonl of a corpus is read as other JSONL'

/** Options that are gone, by command, and what to use instead; `*` stands for every command, `format share` for one value of an option. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '*': {
    'source convokit': CORPUS,
    'source x-archive': OWN_ARCHIVE,
    'source stocktwits': 'its API takes no new users: copy the page, or name the fields with --columns text=body',
    'source list-paste': 'lists without names are read by --source auto; say --one-post-per line to insist',
  },
  evaluate: {
    ...LLM,
    svg: 'draw the figures of --format json, or of --predictions FILE',
    tweeteval: 'scripts/recipes/README.md trains and measures on that set',
  },
  verify: {
    'llm-cache': 'labels follow from the answers in that file when classify runs again: it asks nothing twice',
  },
  diff: {
    'format markdown': 'the note and the tables are text: leave --format out',
    seed: 'leave it out: only audited intervals are compared, and no chance is in those',
  },
  report: {
    format: 'a report is a page; aggregate prints the shares as text, cite --format markdown the sentence',
    'only depth': 'leave it out; the list of posts on the page says the level of each',
    font: "leave it out; pictures take DejaVu Sans, or the system's sans serif",
  },
  page: { serve: 'open the file that the command names, or that --out FILE writes' },
  query: {
    'format json': 'use --format jsonl, an object a line',
    threads: 'leave it out: on one thread equal queries give equal rows',
    sql: 'give the SQL itself, in quotes; of a file: "$(cat FILE)"',
  },
  train: {
    from: 'give posts labelled by hand: --posts FILE; classify --learn AUDIT teaches the labels of an audit',
    labels: 'let the model that scored learn the labels of an audit: classify --learn AUDIT; or give labelled posts: --posts FILE',
    'by-hand-alone': 'give labelled posts: --posts FILE',
  },
  cite: { learn: LEARN },
  aggregate: {
    learn: LEARN,
    partial: 'keep the scored files and give aggregate all of them, which counts them together',
    receipt: 'leave it out; the breakdown names the scored files under evidence',
    spill: 'leave it out; posts are counted in memory',
    dates: 'score and audit the posts of each period by themselves, and cite both',
  },
  classify: {
    excel: EXCEL,
    explain: 'classify with --evidence on and write a report: it shows the deciding words of each post, and through which post a side came',
    'redact-quotes': 'withhold texts in the file: --pseudonymise hides accounts, CSV can leave out the column text',
    ...LLM,
    'format share': SHARE,
    receipt: RECEIPT,
    rows: ROWS,
    watch: 'run the command again when the file has grown',
  },
  filter: { receipt: RECEIPT, rows: ROWS },
  ingest: {
    excel: EXCEL,
    'format share': SHARE,
    'no-link': 'leave it out; threads that memory does not hold are joined on the disk (--memory, --spill)',
    rehydrate: 'join the labels to the posts by threadId and id, with query',
  },
  shard: {
    context: 'leave it out; every line carries its context',
  },
  audit: {
    'no-open': 'leave it out; the page opens in the browser only with --open',
    suggest: 'draw a random sample with --size: its labels teach about as well (classify --learn), and they estimate',
    stratify: 'leave it out; the model steadies the shares as well without strata of its labels',
  },
}

/** The error for a command that is gone; null for any other name. */
export function retiredCommand(name: string): PipelineError | null {
  const advice = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (advice === undefined) return null
  return new PipelineError('USAGE_COMMAND_UNKNOWN', `${name} is retired: ${advice}.`, { context: { name } })
}

/** The error for an option that is gone, or for a value of one; null for any other. @param option without dashes */
export function retiredOption(command: string, option: string): PipelineError | null {
  const advice = [OPTIONS[command], OPTIONS['*']].flatMap((table) => (table && Object.hasOwn(table, option) ? [table[option]] : []))[0]
  if (advice === undefined) return null
  return new PipelineError('USAGE_OPTION_UNKNOWN', `--${option} of ${command} is retired: ${advice}.`, {
    context: { option: `--${option}` },
  })
}
