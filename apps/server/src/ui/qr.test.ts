import { encode } from 'uqr'
import { expect, test } from 'vitest'
import { qrCode } from './qr.ts'

test('draws every dark module and nothing else, on white, with a quiet zone of four', () => {
  const uri = 'otpauth://totp/Demo:emma?secret=JBSWY3DPEHPK3PXP'
  const { data, size } = encode(uri, { ecc: 'M', border: 4 })
  const { source } = qrCode(uri, 'a "label"')
  const drawn = data.map(() => Array.from({ length: size }, () => false))
  for (const [, x, y, width] of source.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let at = Number(x); at < Number(x) + Number(width); at += 1) drawn[Number(y)]?.splice(at, 1, true)
  }
  expect(drawn).toEqual(data)
  expect(data.slice(0, 4).flat().some(Boolean)).toBe(false)
  expect(source).toContain(`<path fill="#fff" d="M0 0h${size}v${size}H0z"/>`)
  expect(source).toContain('aria-label="a &quot;label&quot;"')
})
