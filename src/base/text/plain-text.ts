const ADDRESS_MARK = /[@#$]|:\/\/|www\./i

/** Whether a text may contain a link, mail address, handle, hashtag or cashtag. Most texts cannot and need no search. */
export const mayContainAddress = (text: string): boolean => ADDRESS_MARK.test(text)

const BEYOND_ASCII = /[\u0080-\uffff]/

/** Whether a text is ASCII, for which simpler patterns are enough. */
export const isAscii = (text: string): boolean => !BEYOND_ASCII.test(text)
