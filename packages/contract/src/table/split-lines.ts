/** Why a line is none. */
export type LineFault = 'quote-left-open' | 'text-behind-quote'
/** `line` counts as an editor does, from 1; a cell with line breaks makes the next record begin further down. */
export type Line = { line: number; cells: readonly string[] } | { line: number; fault: LineFault }

/** A quoted cell that has not ended after so many characters was never meant as one. */
const longestRecord = 100_000

/**
 * Splits text into the records of RFC 4180, piece by piece: `push` answers those that are whole, `end` the last one. Forgives
 * what spreadsheets and editors write (any line break, blank lines, a quote inside a cell that does not begin with one). A
 * quote that is never closed costs its own line, not the rest of the file.
 */
export function createSplitter(separator: string): { push: (text: string) => Line[]; end: () => Line[] } {
  let rest = ''
  let line = 1

  function split(isEnd: boolean): Line[] {
    const found: Line[] = []
    let at = 0
    while (at < rest.length) {
      const lineEnd = rest.indexOf('\n', at)
      if (lineEnd === -1 && !isEnd) break
      const stop = lineEnd === -1 ? rest.length : lineEnd
      const quote = rest.indexOf('"', at)
      if (quote === -1 || quote > stop) {
        const cells = rest.slice(at, stop).split(separator)
        if (cells.some((cell) => cell.trim() !== '')) found.push({ line, cells })
        at = stop + 1
        line += 1
        continue
      }
      const record = readQuoted(rest, at, separator, isEnd)
      if (record === 'more') {
        if (rest.length - at < longestRecord && !isEnd) break
        found.push({ line, fault: 'quote-left-open' })
        at = stop + 1
        line += 1
        continue
      }
      if ('fault' in record) {
        found.push({ line, fault: record.fault })
        at = stop + 1
        line += 1
        continue
      }
      if (record.cells.some((cell) => cell.trim() !== '')) found.push({ line, cells: record.cells })
      line += 1 + countBreaks(rest, at, record.end)
      at = record.end + 1
    }
    rest = rest.slice(at)
    return found
  }

  let carriage = ''
  return {
    push(text) {
      // A line break may be cut in two.
      const whole = carriage + text
      carriage = whole.endsWith('\r') ? '\r' : ''
      rest += (carriage === '' ? whole : whole.slice(0, -1)).replaceAll(/\r\n?/g, '\n')
      return split(false)
    },
    end() {
      rest += carriage === '' ? '' : '\n'
      carriage = ''
      return split(true)
    },
  }
}

function countBreaks(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/** A record with a quote somewhere in its first line; `end` is where its line break stands. `more`: it goes on behind this text. */
function readQuoted(text: string, from: number, separator: string, isEnd: boolean): { cells: string[]; end: number } | { fault: LineFault } | 'more' {
  const cells: string[] = []
  let at = from
  for (;;) {
    if (text[at] === '"') {
      let cell = ''
      let begin = at + 1
      let close = text.indexOf('"', begin)
      while (close !== -1 && text[close + 1] === '"') {
        cell += text.slice(begin, close + 1)
        begin = close + 2
        close = text.indexOf('"', begin)
      }
      if (close === -1 || (close + 1 === text.length && !isEnd)) return 'more'
      cells.push(cell + text.slice(begin, close))
      at = close + 1
    } else {
      const lineEnd = text.indexOf('\n', at)
      const next = text.indexOf(separator, at)
      if (lineEnd === -1 && !isEnd) return 'more'
      const stop = Math.min(lineEnd === -1 ? text.length : lineEnd, next === -1 ? text.length : next)
      cells.push(text.slice(at, stop))
      at = stop
    }
    if (at >= text.length || text[at] === '\n') return { cells, end: at }
    if (text[at] !== separator) return { fault: 'text-behind-quote' }
    at += 1
  }
}
