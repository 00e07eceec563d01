import fc from 'fast-check'
import { createTransport } from 'nodemailer'
import { describe, expect, test } from 'vitest'
import { readAddress } from './address.ts'

describe('readAddress (P-12)', () => {
  test.each([
    ['aoi@demo.example', 'aoi@demo.example'],
    ['Aoi.Yamada+wiki@Demo.Example', 'Aoi.Yamada+wiki@demo.example'],
    ["o'brien@mail.example.co.jp", "o'brien@mail.example.co.jp"],
    ['x@xn--jgeva-dua.ee', 'x@xn--jgeva-dua.ee'],
  ])('takes %j', (text, address) => {
    expect(readAddress(text)).toBe(address)
  })

  test.each([
    '', '@', 'a@', '@b.example', 'a', 'a@b', 'a@@b.example', 'a@b@c.example', 'a b@c.example', ' a@b.example', 'a@b.example ', 'a@b.example\n',
    'a@b.example\r\nRCPT TO:<x@evil.example>', 'a\0@b.example', 'a@b.example\0', '"a b"@c.example', '"a@evil.example"@b.example', 'a@[127.0.0.1]',
    'a@[x@evil.example]', '<a@b.example>', 'A <a@b.example>', 'a@b.example,x@evil.example', 'a@b.example;x@evil.example', 'group:a@b.example;',
    '.a@b.example', 'a.@b.example', 'a..b@c.example', 'a@-b.example', 'a@b-.example', 'a@b..example', 'a@b.example.', 'a@1.2.3.4', 'a(x)@b.example',
    '葵@b.example', 'a@デモ.example', 'ａ@b.example', 'a＠b.example', 'a\\@b.example', `${'a'.repeat(65)}@b.example`, `a@${'b'.repeat(64)}.example`,
    `a@${'b.'.repeat(130)}example`,
  ])('refuses %j', (text) => {
    expect(readAddress(text)).toBeNull()
  })

  test.each([[['a@b.example', 'x@evil.example']], [{ address: 'a@b.example' }], [null], [undefined], [7], [new String('a@b.example')]])(
    'refuses what is not one string: %j', (value) => {
      expect(readAddress(value)).toBeNull()
    })

  // nodemailer has a reading of its own: whatever we let through must reach the envelope unchanged.
  const transport = createTransport({ streamTransport: true, buffer: true })
  const envelopeOf = async (to: string) => {
    const { envelope } = await transport.sendMail({ from: 'no-reply@demo.example', to: { name: '', address: to }, subject: 'x', text: 'x' })
    return envelope.to
  }

  const atom = fc.string({ unit: fc.constantFrom(...'abcXYZ019!#$%&\'*+/=?^_`{|}~-.@"<>(),;: \r\n\0[]\\あ'), minLength: 1, maxLength: 20 })
  const domain = fc.string({ unit: fc.constantFrom(...'abcXYZ019-.@[]: \r\n<>あ'), minLength: 1, maxLength: 30 })

  test('whatever is taken is the one recipient that nodemailer puts into the envelope', async () => {
    let taken = 0
    await fc.assert(fc.asyncProperty(fc.oneof(fc.tuple(atom, domain).map(([one, other]) => `${one}@${other}`), fc.emailAddress(), fc.string()), async (text) => {
      const address = readAddress(text)
      if (address === null) return
      taken++
      expect(await envelopeOf(address)).toEqual([address])
      expect(address).toMatch(/^[\x21-\x7e]{3,254}$/)
    }), { numRuns: 2_000 })
    expect(taken).toBeGreaterThan(100)
  })
})
