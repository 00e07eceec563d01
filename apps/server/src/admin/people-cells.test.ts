import { Email, Name, Username } from '@tegata/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalUsername } from './find-user.ts'
import { readCell } from './people-cells.ts'

describe('cells that are read without asking the schemas', () => {
  const letters = fc.constantFrom('a', 'Z', '0', '_', '.', '-', '+', '@', ' ', "'", '=', 'é', 'か', 'ガ', 'ー', '・', '佐', '철', '\u202e', '\0', '\u3000', '🦊')
  const cell = fc.oneof(
    fc.string({ unit: letters, minLength: 1, maxLength: 12 }), fc.emailAddress(), fc.nat(140).map((length) => `x${'a'.repeat(length)}`),
    fc.tuple(fc.string({ unit: fc.constantFrom('a', '.', '-', '+'), minLength: 1, maxLength: 8 }), fc.string({ unit: fc.constantFrom('b', '.', '-', '1'), minLength: 1, maxLength: 10 })).map(([name, host]) => `${name}@${host}`),
    fc.constantFrom('a@b-example', 'a@b.c', 'a@b.co', 'a..b@c.de', '.a@b.de', 'a-@b.de', `${'a'.repeat(250)}@b.de`, 'x y', ' x', 'x ', 'x  y'),
  )
  test.each([['username', Username], ['email', Email], ['givenName', Name]] as const)('a cell of %s is what the schema says of it', (column, schema) => {
    fc.assert(fc.property(cell, (text) => {
      const said = schema.safeParse(column === 'username' ? normalUsername(text) : text)
      const outcome = readCell(column, text)
      if (text.includes('\0')) expect(outcome).toEqual({ fault: 'text-invalid' })
      else expect('value' in outcome ? outcome.value : null).toEqual(said.success ? said.data : null)
    }), { numRuns: 1_000 })
  })
})
