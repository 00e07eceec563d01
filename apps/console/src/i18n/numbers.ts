/** A number in a sentence: thousands apart, as all three languages write them. */
export const showNumber = (value: number): string => value.toLocaleString('en')
