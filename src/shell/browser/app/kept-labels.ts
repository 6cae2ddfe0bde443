import { countEach } from '../../../base/statistics/group-by.js'
import { formatCount } from '../../../base/text/format-count.js'
import { byId, fillList, hide, onClick, setText } from '../dom.js'
import { moveOf } from '../earlier-copy.js'
import { formatDay, type KeptThread, listKeptThreads, secondKeyOf } from '../kept-threads.js'
import { readLabels } from '../parse-labels.js'

/** Prefix of our keys in localStorage. */
const PREFIX = 'dealstance labels '

/** Labels and answers that this browser keeps, their list, and the question before they go. */
export class KeptLabels {
  readonly #dialog = byId('erase-dialog', HTMLDialogElement)
  readonly #onErased: () => Promise<void>
  #isKept = true

  constructor(onErased: () => Promise<void>) {
    this.#onErased = onErased
    onClick('[data-erase]', () => this.#dialog.showModal())
    onClick('#erase-yes', () => this.#erase())
    onClick('#erase-no', () => this.#dialog.close())
    addEventListener('beforeunload', (event) => {
      if (!this.#isKept) event.preventDefault()
    })
    this.show()
    const labels = Object.entries(this.all()).filter(([key]) => !key.includes(' '))
    const unread = labels.filter(([, text]) => !readLabels(text))
    hide('kept-other', unread.length === 0)
    setText('kept-other-count', formatCount(unread.length, 'thread'))
  }

  /** Everything that is kept, by its keys. */
  all(): Readonly<Record<string, string>> {
    return Object.fromEntries(listStored().map(([name, text]) => [name.slice(PREFIX.length), text]))
  }

  /** Keeps a text, an empty one by taking it out. */
  keep(key: string, text: string): void {
    try {
      if (text === '') localStorage.removeItem(PREFIX + key)
      else localStorage.setItem(PREFIX + key, text)
      this.#isKept = true
    } catch {
      this.#isKept = false
    }
    this.show()
  }

  show(): void {
    document.body.classList.toggle('unkept', !this.#isKept)
    hide('kept-erase', listStored().length === 0)
    const all = this.all()
    const threads = listKeptThreads(all).map(({ thread }) => thread)
    threads.sort((one, other) => (one.at < other.at ? 1 : -1))
    const lines = toldApart(threads)
    const { length } = Object.keys(all).filter((key) => key.endsWith(secondKeyOf('')))
    const files = formatCount(length, 'file')
    if (length > 0) lines.push(`${files} of posts that you read as the second reader`)
    hide('kept', lines.length === 0)
    fillList('kept-list', lines)
  }

  async #erase(): Promise<void> {
    for (const [name] of listStored()) localStorage.removeItem(name)
    this.#dialog.close()
    hide('kept-other', true)
    await this.#onErased()
    this.show()
  }
}

/** A line for each thread; with the words of the move where lines are equal. */
function toldApart(threads: readonly KeptThread[]): string[] {
  const lines = threads.map(threadWords)
  const counts = countEach(lines)
  return lines.map((line, at) => {
    const thread = threads[at]
    const isAlone = counts.get(line) === 1 || !thread?.about.move
    return isAlone ? line : `${line}: ${moveOf(thread)}`
  })
}

/** "The thread of ana, Sonos drops Cast: 12 of 39 posts labelled, 14 November 2026". */
function threadWords({ opener, progress, at }: KeptThread): string {
  const whose = opener === null ? 'A thread' : `The thread of ${opener}`
  return [whose, progress, formatDay({ at })].filter(Boolean).join(', ')
}

/** Entries that this browser stores for dealstance; none if access is refused. */
function listStored(): [string, string][] {
  try {
    return Object.entries(localStorage).filter(([name]) => name.startsWith(PREFIX))
  } catch {
    return []
  }
}
