import { formatCount } from '../../../base/text/format-count.js'
import { byId, element, hide, make, onClick } from '../dom.js'
import {
  countSecondReadings,
  formatDay,
  type KeptThread,
  listKeptThreads,
} from '../kept-threads.js'

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
    const threads = listKeptThreads(this.all()).map(({ thread }) => thread)
    threads.sort((one, other) => (one.at < other.at ? 1 : -1))
    const secondCount = countSecondReadings(this.all())
    const lines = [
      ...threads.map(threadWords),
      ...(secondCount === 0
        ? []
        : [`${formatCount(secondCount, 'file')} of posts that you read as the second reader`]),
    ]
    hide('kept', lines.length === 0)
    element('kept-list').replaceChildren(...lines.map((line) => make('li', {}, line)))
  }

  async #erase(): Promise<void> {
    for (const [name] of listStored()) localStorage.removeItem(name)
    this.#dialog.close()
    await this.#onErased()
    this.show()
  }
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
