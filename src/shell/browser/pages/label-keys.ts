import { byId, element } from '../dom.js'
import { note, reason } from './label-elements.js'
import { isInside } from './label-server.js'

/** Actions of the label page that keys take. */
interface KeyActions {
  /** The action of a key now; undefined where it has none. */
  actOf(key: string): (() => void) | undefined
  isCorrecting(): boolean
  /** Leaves a label that was to be corrected. */
  keepLabel(): void
  /** Goes back to the page around this one. */
  leave(): void
}

const keys = byId('keys', HTMLInputElement)
/** Key under which this browser keeps that single keys are off (WCAG 2.1.4). */
const NO_KEYS = 'dealstance no single keys'

/** Takes keys, the single ones only where the reader leaves them on. */
export function listenToKeys(actions: KeyActions): void {
  keys.addEventListener('change', () => {
    // A browser may refuse its storage: the choice then holds as long as the page.
    try {
      if (keys.checked) localStorage.removeItem(NO_KEYS)
      else localStorage.setItem(NO_KEYS, '')
    } catch {}
  })
  try {
    keys.checked = localStorage.getItem(NO_KEYS) === null
  } catch {}
  document.addEventListener('keydown', (event) => onKey(event, actions))
}

/** A letter is text in a field; keys leave it. */
function onFieldKey(key: string, isReason: boolean, { keepLabel, actOf }: KeyActions): void {
  if (key === 'Escape' && isReason) keepLabel()
  else if (key === 'Escape' || key === 'Enter') element('main').focus({ preventScroll: true })
  if (key === 'Enter' && isReason) actOf('enter')?.()
}

function onKey(event: KeyboardEvent, actions: KeyActions): void {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
  const { target, key } = event
  if (target === reason || target === note) {
    onFieldKey(key, target === reason, actions)
    return
  }
  if (key === 'Escape' && actions.isCorrecting()) actions.keepLabel()
  else if (key === 'Escape' && isInside) actions.leave()
  const isControl = target instanceof Element && target.matches('button, input, summary')
  const isPress = isControl && (key === ' ' || key === 'Enter')
  // The list of labels is numbered: a digit there is no label of the post above.
  const isInList = isControl && target.closest('#labelled') !== null && !actions.isCorrecting()
  const isIdleLetter = key.length === 1 && (isInList || !keys.checked)
  if (isPress || isIdleLetter) return
  const act = actions.actOf(key.toLowerCase())
  if (act === undefined) return
  act()
  event.preventDefault()
}
