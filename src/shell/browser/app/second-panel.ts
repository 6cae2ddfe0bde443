import { formatPart } from '../../../base/text/format-count.js'
import { element, hide, onClick, saveFile, setText } from '../dom.js'
import type { Kept } from '../page-messages.js'
import type { LabelDialog } from './label-dialog.js'
import type { Scorer } from './scorer.js'

/** The reading of posts that somebody else read before: no label of theirs is shown. */
export class SecondPanel {
  readonly #scorer: Scorer
  readonly #dialog: LabelDialog
  #start = ''

  constructor(scorer: Scorer, dialog: LabelDialog) {
    this.#scorer = scorer
    this.#dialog = dialog
    onClick('#second-go', () => this.#dialog.open(this, this.#start))
    onClick('#second-save', () => this.#save())
  }

  async closed(): Promise<void> {
    await this.open(null, {})
  }

  async #save(): Promise<void> {
    const { labels } = await this.open(null, {})
    saveFile(labels)
    setText('second-saved', `${labels.name} is saved. Send it to the first reader.`)
  }

  /**
   * Opens the posts of a file.
   *
   * @param text as the first reader's page wrote it; null for the posts that are open
   */
  async open(text: string | null, kept: Kept) {
    const { view } = await this.#scorer.ask({ kind: 'second', text, kept }, 'second')
    const { doneCount, totalCount, move } = view
    const isDone = doneCount === totalCount
    const heading = element('second-heading')
    heading.textContent = `${formatPart(doneCount, totalCount)} posts read as the second reader`
    setText('second-move', move ?? '')
    setText('second-saved', '')
    const step = doneCount === 0 ? 'Read them' : 'Go on'
    setText('second-go', isDone ? 'Correct a label' : step)
    this.#start = isDone ? '#correct' : ''
    hide('second-done', !isDone)
    hide('second-save', doneCount === 0)
    element('second-go').classList.toggle('main', !isDone)
    element('second-save').classList.toggle('main', isDone)
    hide('second', false)
    heading.focus({ preventScroll: true })
    return view
  }
}
