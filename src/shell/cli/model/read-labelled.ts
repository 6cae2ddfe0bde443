import { labelFinder } from '../../../base/scheme/find-label.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount, nameSome } from '../../../base/text/format-count.js'
import type { Post } from '../../../base/thread/post.js'
import { findDuplicates } from '../../../judge/find-duplicates.js'
import { READING_OPTIONS, readInputs, readingOf } from '../input/read-inputs.js'
import type { CommandContext, OptionTable } from '../kit/command.js'

const LABEL_FIELD = 'label'

export const LABELLED_COLUMNS = {
  columns: {
    ...READING_OPTIONS.columns,
    value: 'label=verdict,…',
    help: `${READING_OPTIONS.columns.help}, label`,
  },
} as const satisfies OptionTable

/** The field of labels that `--columns` names, or the usual one, and the other columns. */
function takeLabelField(columns = '') {
  const pairs = columns.split(',').filter((pair) => pair !== '')
  const named = pairs.find((pair) => /^\s*label\s*=/.test(pair))
  const others = pairs.filter((pair) => pair !== named).join(',')
  return {
    labelField: named?.slice(named.indexOf('=') + 1).trim() || LABEL_FIELD,
    columns: others === '' ? undefined : others,
  }
}

export const otherColumns = (columns?: string) => takeLabelField(columns).columns

/** Reads labelled posts of any form, and finds the field of `meta` that holds the labels. */
export async function readLabelled(
  paths: readonly string[],
  columns: string | undefined,
  { labels }: StanceScheme,
  context: CommandContext,
) {
  const { threads, placeOf } = await readInputs(
    paths,
    readingOf({ columns: otherColumns(columns) }),
    context,
  )
  const posts = threads.flatMap((thread) => thread.posts)
  return { threads, placeOf, labelField: findLabelField(posts, columns, { labels }, context) }
}

/**
 * The field of `meta` that holds the labels: the one named, else the only one whose values are all
 * labels or empty.
 */
export function findLabelField(
  posts: readonly Pick<Post, 'meta'>[],
  columns: string | undefined,
  { labels }: Pick<StanceScheme, 'labels'>,
  { log }: Pick<CommandContext, 'log'>,
): string {
  const { labelField } = takeLabelField(columns)
  if (labelField !== LABEL_FIELD || posts.some(({ meta }) => Object.hasOwn(meta, labelField)))
    return labelField
  const findLabel = labelFinder(labels)
  const isLabel = (value: unknown): boolean =>
    value === '' || (typeof value !== 'object' && findLabel(String(value)) !== undefined)
  const names = [...new Set(posts.flatMap(({ meta }) => Object.keys(meta)))]
  const [onlyField, ...others] = names.filter((name) =>
    posts.every(({ meta }) => isLabel(meta[name] ?? '')),
  )
  if (onlyField === undefined || others.length > 0) return labelField
  log.info(`"${onlyField}" holds the labels; another: --columns label=NAME`)
  return onlyField
}

/**
 * Warns of posts that nearly repeat one of another group, numbers apart.
 *
 * @param kind name of a group
 */
export function warnOfRepeats(
  posts: readonly Pick<Post, 'id' | 'text'>[],
  groups: readonly unknown[],
  { kind, fault }: Readonly<Record<'kind' | 'fault', string>>,
  { log }: CommandContext,
): void {
  const numbered = posts.map(
    ({ text }, index): Post => ({
      id: `${index}`,
      threadId: '',
      parentId: null,
      author: null,
      createdAt: null,
      text: text.replaceAll(/\d[\d.,]*/g, '0'),
      meta: { role: 'root' },
    }),
  )
  const pairs = findDuplicates(numbered).flatMap((original, index) => {
    const other = Number(original)
    return original === null || groups[other] === groups[index]
      ? []
      : [`${posts[index]?.id} like ${posts[other]?.id}`]
  })
  const repeat = `nearly repeat one of another ${kind} (${nameSome(pairs, 3)})`
  if (pairs.length > 0)
    log.warn(
      `${formatCount(pairs.length, 'post')} ${repeat}: ${fault}. Leave repeats out, or give them one threadId.`,
    )
}
