const ADDRESS_MARK = /[@#$]|:\/\/|www\./i

/** Whether a text can hold a link, a mail address, a handle, a hashtag or a cashtag: most don't, and need not be searched for them. */
export const mayHoldAddress = (text: string): boolean => ADDRESS_MARK.test(text)

const BEYOND_ASCII = /[\u0080-\uffff]/

/** Whether all characters are ASCII: what holds for letters of every alphabet can then be asked of 26. */
export const isAscii = (text: string): boolean => !BEYOND_ASCII.test(text)
