import { byId, setText } from '../dom.js'

export const addressField = byId('address', HTMLInputElement)

/** The address in a field, with its scheme; empty for an empty field, null for other words. */
export function addressIn(words: string): string | null {
  const address = words.trim()
  if (address === '') return ''
  const whole = /^https?:\/\//i.test(address) ? address : `https://${address}`
  return /^\S+$/.test(address) && URL.canParse(whole) && new URL(whole).hostname.includes('.')
    ? whole
    : null
}

/** True if the address is one, or left out; else says what is wrong with it. */
export function checkAddress(): boolean {
  const isGood = addressIn(addressField.value) !== null
  setText(
    'address-fault',
    isGood
      ? ''
      : 'This is no address. Copy it from the address line of the thread, or leave it out.',
  )
  if (!isGood) addressField.focus()
  return isGood
}
