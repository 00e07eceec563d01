import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { lineOf, neutralised, valueOf } from './cells.ts'
import { exportColumns, matchColumns } from './columns.ts'
import { canWrite, createDecoder, encode, guessEncoding } from './encodings.ts'
import { FileTooLong, longestFile, readPeople, surveyFile, type Chunk, type Source } from './read-people.ts'
import { createSplitter } from './split-lines.ts'
import { createPeopleWriter } from './write-people.ts'

const source = (bytes: Uint8Array, piece = 7): Source => async function* () {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
}
const split = (text: string, separator = ',', pieces = [text]) => {
  const splitter = createSplitter(separator)
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()]
}
async function readAll(bytes: Uint8Array, given: Parameters<typeof surveyFile>[1] = {}, piece = 7) {
  const reading = await surveyFile(source(bytes), given)
  const chunks: Chunk[] = []
  for await (const chunk of readPeople(source(bytes, piece), reading)) chunks.push(chunk)
  return { reading, rows: chunks.flatMap(({ rows }) => rows), faults: chunks.flatMap(({ faults }) => faults), chunks }
}
const utf8 = (text: string) => new TextEncoder().encode(text)

describe('records of a file (RFC 4180)', () => {
  test.each([
    ['plain lines, any line break', 'a,b\r\nc,d\ne,f\rg,h', [[1, 'a', 'b'], [2, 'c', 'd'], [3, 'e', 'f'], [4, 'g', 'h']]],
    ['quoted cells with separators, quotes and line breaks; lines are counted as an editor does', '"a,1","b ""x"""\n"c\nd",e\nf,g', [[1, 'a,1', 'b "x"'], [2, 'c\nd', 'e'], [4, 'f', 'g']]],
    ['a quote in the middle of a cell is a character', "5\" screen,O'Neill\na,b\"", [[1, '5" screen', "O'Neill"], [2, 'a', 'b"']]],
    ['blank lines, and lines of separators alone, are passed over and counted', 'a,b\n\n,,\n"",""\nc,d', [[1, 'a', 'b'], [5, 'c', 'd']]],
    ['an empty quoted cell at the end', 'a,""', [[1, 'a', '']]],
  ] as const)('%s', (_, text, expected) => {
    expect(split(text).map((each) => ('cells' in each ? [each.line, ...each.cells] : each))).toEqual(expected)
  })

  test('a quote that is never closed costs its own line, not the rest of the file', () => {
    const text = `a,b\nc,"d\n${Array.from({ length: 20_000 }, (_, n) => `e${n},f`).join('\n')}`
    const lines = split(text)
    expect(lines.filter((each) => 'fault' in each)).toEqual([{ line: 2, fault: 'quote-left-open' }])
    expect(lines).toHaveLength(20_002)
    expect(lines.at(-1)).toEqual({ line: 20_002, cells: ['e19999', 'f'] })
  })

  test('text behind a closing quote is a bad line', () => {
    expect(split('"a"b,c\nd,e')).toEqual([{ line: 1, fault: 'text-behind-quote' }, { line: 2, cells: ['d', 'e'] }])
  })

  test('however a file is cut into pieces, its records are the same', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '田', '=', "'") , maxLength: 6 })
    fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), (rows, size) => {
      const text = rows.map((cells) => lineOf(cells, ',')).join('')
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, n) => text.slice(n * size, (n + 1) * size))
      expect(split(text, ',', pieces)).toEqual(split(text))
      const kept = rows.map((cells) => cells.map((each) => each.replaceAll(/\r\n?/g, '\n'))).filter((cells) => cells.some((each) => each.trim() !== ''))
      expect(split(text).map((each) => ('cells' in each ? each.cells : each))).toEqual(kept)
    }))
  })
})

describe('formulas', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t1', '＝1', "'=1", "''+x", '[clear]', "'[clear]"])('%j is written behind an apostrophe, and read as it was', (value) => {
    expect(neutralised(value)).toBe(`'${value}`)
    expect(valueOf(neutralised(value))).toBe(value)
  })
  test.each(["'Neill", 'a=b', "d'Arc", '', "''", 'x-y', '[clear]x'])('%j is nothing that a spreadsheet would work out', (value) => {
    expect(neutralised(value)).toBe(value)
    expect(valueOf(value)).toBe(value)
  })
  test.each([
    ['Mueller;=HYPERLINK("http://x")', 'Mueller;\'=HYPERLINK("http://x")'], ['a;=1+1', "a;'=1+1"], ['a, -1', "a, '-1"], ['a|@x;\t+1', "a|'@x;\t'+1"], ["a;'=1", "a;''=1"], ['=1;=2', "'=1;'=2"],
  ])('%j is no formula either where a program separates by another sign than the file', (value, written) => {
    expect(neutralised(value)).toBe(written)
    expect(valueOf(written)).toBe(value)
    for (const separator of [',', ';', '\t', '|']) {
      const line = lineOf(['kim', neutralised(value), 'x'], separator)
      expect(split(line, separator)).toMatchObject([{ cells: ['kim', written, 'x'] }])
      for (const other of [',', ';', '\t', '|']) expect(line.split(other).filter((cell) => /^["\s]*[=+\-@]/.test(cell)), `read with ${JSON.stringify(other)}`).toEqual([])
    }
  })
  test('every value comes back as it was', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', 'a', '[clear]', '\t', '＝', ';', ',', ' ', '\r\n') }), (value) => { expect(valueOf(neutralised(value))).toBe(value) }))
  })
})

describe('columns', () => {
  test('are known by the names that an export writes, in any case, and by those that people give them', () => {
    expect(matchColumns(exportColumns)).toEqual(exportColumns)
    expect(matchColumns(['User Name', 'ユーザー名', 'E-Mail', 'メール', '姓', '名', 'フリガナ', '부서', 'OTP Configured', 'shoe size', '']))
      .toEqual(['username', null, 'email', null, 'familyName', 'givenName', 'reading', 'department', 'otpConfigured', null, null])
    expect(matchColumns(['USERNAME', 'username', '\ufeffemail'])).toEqual(['username', null, 'email'])
  })
})

describe('letters', () => {
  const japanese = 'ユーザー名,姓,名\r\nsato,佐藤,花子\r\nyamada,山田,ﾀﾛｳ①髙'
  const korean = '사용자 이름,성,이름\r\nkim,김,철수\r\npark,박,똠방각하펲'
  test('CP932 and CP949 are told apart, and from UTF-8 and what Excel calls Unicode text', () => {
    expect(guessEncoding(encode('cp932', japanese))).toBe('cp932')
    expect(guessEncoding(encode('cp949', korean))).toBe('cp949')
    for (const text of [japanese, korean, 'username\n']) expect(guessEncoding(utf8(text))).toBe('utf-8')
    expect(guessEncoding(Uint8Array.from([0xff, 0xfe, ...[...'username'].flatMap((letter) => [letter.charCodeAt(0), 0])]))).toBe('utf-16le')
    expect(guessEncoding(utf8(japanese).subarray(0, 5)), 'a sample may end inside a letter').toBe('utf-8')
  })
  test('what is written is what is read', () => {
    for (const [encoding, text] of [['cp932', japanese], ['cp949', korean]] as const) expect(createDecoder(encoding).decode(encode(encoding, text))).toBe(text)
    expect([...encode('cp949', '똠힝힣갂각')]).toEqual([0x8c, 0x63, 0xc8, 0xfe, 0xc6, 0x52, 0x81, 0x41, 0xb0, 0xa2])
    const every = Array.from({ length: 11_172 }, (_, index) => String.fromCharCode(0xac00 + index)).join('')
    expect(createDecoder('cp949').decode(encode('cp949', every))).toBe(every)
    expect([...encode('cp932', '髙①ﾀ~\\')]).toEqual([0xfb, 0xfc, 0x87, 0x40, 0xc0, 0x7e, 0x5c])
    expect([canWrite('cp932', '김'), canWrite('cp949', '김'), canWrite('cp932', '🦊'), canWrite('utf-8', '🦊')]).toEqual([false, true, false, true])
  })
  test('half a letter of Korean swallows neither the separator nor the line', () => {
    expect(createDecoder('cp949').decode(Uint8Array.from([0xb1, 0x2c, 0x61, 0xb1, 0x0a, 0xff, 0x80, 0xb1]))).toBe('\ufffd,a\ufffd\n\ufffd\ufffd\ufffd')
  })
  test('a cell that an encoding cannot hold is left empty, which changes nothing, and is counted', () => {
    const writer = createPeopleWriter('csv', 'cp932')
    expect(createDecoder('cp932').decode(writer.lines([['kim', '김', '=x', 'Sales, East']]))).toBe(`kim,,'=x,"Sales, East"\r\n`)
    expect(writer.left.cells).toBe(1)
  })
  test('Excel sees the byte order mark, and whoever reads the file does not', async () => {
    const writer = createPeopleWriter('tsv', 'utf-8-bom')
    const head = writer.head()
    expect([...head.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect((await surveyFile(source(head))).columns).toEqual(exportColumns)
  })
})

describe('a file of people', () => {
  test.each([[',', 'username,email'], ['\t', 'username\temail'], [';', 'username;email'], ['|', 'username|email']])('separator %j is found by the first line', async (separator, head) => {
    expect(await surveyFile(source(utf8(`${head}\nx${separator}y`)))).toMatchObject({ separator, columns: ['username', 'email'], first: [['x', 'y']] })
  })
  test('of the wrong separator has no column that is known', async () => {
    expect((await surveyFile(source(utf8('username,email\nx,y')), { separator: ';' })).columns).toEqual([null])
    expect((await surveyFile(source(new Uint8Array()))).columns).toEqual([])
  })
  test('columns in any order, unknown ones left out, cells trimmed but a subject, missing cells empty', async () => {
    const { rows, faults } = await readAll(utf8('shoe,email,username,upstreamSubject\n44, a@x , ann , s \n45,b@x,bob'))
    expect(rows).toEqual([{ line: 2, cells: ['a@x', 'ann', ' s '] }, { line: 3, cells: ['b@x', 'bob', ''] }])
    expect(faults).toEqual([])
  })
  test('every bad line by its number; the others are read', async () => {
    const text = `username,email\nann,a@x\nAnn,b@x\nbob,A@X\ncarl,c@x,too,many\ndan,${'x'.repeat(10_000)}\neve,"e@x\nfay,f@x\n"g"g,y\nhal,h@x\n`
    const { rows, faults } = await readAll(utf8(text))
    expect(faults).toEqual([
      { line: 3, fault: 'listed-twice', other: 2 }, { line: 4, fault: 'listed-twice', other: 2 }, { line: 5, fault: 'too-many-cells' }, { line: 6, fault: 'cell-too-long' },
      { line: 7, fault: 'text-behind-quote' }, { line: 9, fault: 'text-behind-quote' },
    ])
    expect(rows.map(({ cells }) => cells[0])).toEqual(['ann', 'fay', 'hal'])
  })
  test('read in the wrong encoding it has lines that cannot be read', async () => {
    const { faults } = await readAll(encode('cp932', 'username,姓\nsato,佐藤'), { encoding: 'utf-8' })
    expect(faults).toEqual([{ line: 2, fault: 'letters-unreadable' }])
  })
  test('goes on behind a line, and still knows what stood before', async () => {
    const bytes = utf8('username\nann\nbob\nANN\ncarl')
    const reading = await surveyFile(source(bytes))
    const found: Chunk[] = []
    for await (const chunk of readPeople(source(bytes), reading, 3)) found.push(chunk)
    expect(found).toMatchObject([{ rows: [{ line: 5, cells: ['carl'] }], faults: [{ line: 4, fault: 'listed-twice', other: 2 }] }])
  })
  test('comes in parts of at most 1,000 lines and a size that one request holds', async () => {
    const { chunks } = await readAll(utf8(`username,department\n${Array.from({ length: 2500 }, (_, n) => `u${n},${n < 800 ? 'x'.repeat(900) : 'd'}`).join('\n')}`), {}, 65_536)
    expect(chunks.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(2500)
    for (const { rows } of chunks) {
      expect(rows.length).toBeLessThanOrEqual(1000)
      expect(JSON.stringify(rows).length).toBeLessThan(1_000_000)
    }
  })
  test('of two million lines is refused with a word, before they are all read', async () => {
    let given = 0
    const endless: Source = async function* () {
      yield utf8('username\n')
      for (; given < 2_000_000; given += 10_000) yield utf8(Array.from({ length: 10_000 }, (_, n) => `u${given + n}\n`).join(''))
    }
    const reading = await surveyFile(endless)
    given = 0
    const read = async () => { for await (const chunk of readPeople(endless, reading)) expect(chunk.rows.length).toBeLessThanOrEqual(1000) }
    await expect(read()).rejects.toThrow(FileTooLong)
    expect(given).toBeLessThanOrEqual(longestFile + 10_000)
  })
})
