/** Formats a count with its noun: "1 post", "2 posts"; with a given plural "1 reply", "2 replies". */
export const formatCount = (count: number, noun: string, plural = `${noun}s`): string => `${count} ${count === 1 ? noun : plural}`
