/** A range of numbers, with the brackets around it: "(34–49%)", "6 to 11". */
const RANGE = /(\(?\d[\d,.]{0,12}%?(?: to |–)\d[\d,.]{0,12}%?\)?)/

/** Parts of a text, every second one a range that no line may break. */
export const splitRanges = (text: string): string[] => text.split(RANGE)
