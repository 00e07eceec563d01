import { Unfit } from '@tegata/storage'
import { expect, test } from 'vitest'
import { Sentence } from './listening.ts'
import { sentenceOf } from './sentence-of.ts'

const coded = (code: string, message: string) => Object.assign(new Error(message), { code })

test.each([
  [new Sentence('Port 8080 is in use.'), 'Port 8080 is in use.'],
  [new Unfit('The key ring keys/ring is empty'), 'The key ring keys/ring is empty'],
  [coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432'), 'The database does not answer: connect ECONNREFUSED 127.0.0.1:5432.'],
  [coded('ECONNREFUSED', ''), 'The database does not answer: ECONNREFUSED.'],
  [coded('28P01', 'password authentication failed for user "tegata"'), 'The database refuses us: password authentication failed for user "tegata".'],
  [coded('3D000', 'database "tegata" does not exist'), 'The database refuses us: database "tegata" does not exist.'],
])('%s is a sentence for the operator', (error, begins) => {
  expect(sentenceOf(error)?.startsWith(begins)).toBe(true)
})

test('a mistake of ours is none: its stack is wanted', () => {
  expect([sentenceOf(new TypeError('x is undefined')), sentenceOf('thrown text'), sentenceOf(coded('42P01', 'relation "users" does not exist'))]).toEqual([null, null, null])
})
