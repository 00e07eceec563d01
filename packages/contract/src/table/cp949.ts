/**
 * Korean letters by their bytes (CP949, Unified Hangul Code), at `lead << 8 | trail`. The platform knows those of KS X 1001;
 * Node stops there, though browsers do not. The other 8,822 syllables stand in the order of Unicode in the cells around them.
 */
function makeTable(): readonly string[] {
  const table: string[] = Array.from({ length: 0x10000 }, () => '')
  const wansung: number[] = []
  for (let lead = 0xa1; lead <= 0xfe; lead += 1) for (let trail = 0xa1; trail <= 0xfe; trail += 1) wansung.push(lead << 8 | trail)
  const letters = new TextDecoder('euc-kr').decode(Uint8Array.from(wansung.flatMap((pair) => [pair >> 8, pair & 0xff, 0x0a]))).split('\n')
  const known = new Set<string>()
  for (const [index, pair] of wansung.entries()) {
    const letter = letters[index] ?? ''
    if (letter.length !== 1 || letter === '\ufffd') continue
    table[pair] = letter
    known.add(letter)
  }
  let syllable = 0xac00
  for (let lead = 0x81; lead <= 0xc6; lead += 1) {
    for (let trail = 0x41; trail <= (lead <= 0xa0 ? 0xfe : 0xa0); trail += 1) {
      if ((trail > 0x5a && trail < 0x61) || (trail > 0x7a && trail < 0x81)) continue
      while (syllable <= 0xd7a3 && known.has(String.fromCharCode(syllable))) syllable += 1
      if (syllable > 0xd7a3) return table
      table[lead << 8 | trail] = String.fromCharCode(syllable)
      syllable += 1
    }
  }
  return table
}

let made: readonly string[] | undefined
export const cp949Table = (): readonly string[] => (made ??= makeTable())

/** As a `TextDecoder`: piece by piece, U+FFFD for what is no letter. */
export function createCp949Decoder(): { decode: (bytes?: Uint8Array, options?: { stream?: boolean }) => string } {
  const table = cp949Table()
  let lead = 0
  return {
    decode(bytes = new Uint8Array(), { stream = false } = {}) {
      let text = ''
      for (const byte of bytes) {
        if (lead === 0) {
          if (byte < 0x80) text += String.fromCharCode(byte)
          else if (byte === 0x80 || byte === 0xff) text += '\ufffd'
          else lead = byte
          continue
        }
        const letter = table[lead << 8 | byte]
        lead = 0
        // What follows half a letter may be the end of the cell, or of the line.
        text += letter !== undefined && letter !== '' ? letter : byte < 0x80 ? `\ufffd${String.fromCharCode(byte)}` : '\ufffd'
      }
      if (stream || lead === 0) return text
      lead = 0
      return `${text}\ufffd`
    },
  }
}
