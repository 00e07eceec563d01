import { expect, test } from 'vitest'
import { createInTurn } from './in-turn.ts'

/** A look that ends when it is told to. */
function look() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const seen = { begun: false }
  return { seen, end: resolve, fail: reject, run: () => { seen.begun = true; return promise } }
}

test('looks at everybody are made one after the other, also after one that failed', async () => {
  const inTurn = createInTurn(3)
  const [first, second] = [look(), look()]
  const answers = [inTurn(first.run), inTurn(second.run)]
  await Promise.resolve()
  expect([first.seen.begun, second.seen.begun]).toEqual([true, false])
  first.fail(new Error('away'))
  await expect(answers[0]).rejects.toThrow('away')
  second.end('second')
  expect(await answers[1]).toBe('second')
})

test('whoever comes while enough are waiting is told to come back, and finds a place later', async () => {
  const inTurn = createInTurn(2)
  const [first, second] = [look(), look()]
  const answers = [inTurn(first.run), inTurn(second.run)]
  await expect(inTurn(look().run)).rejects.toMatchObject({ code: 'request.too-many', details: { retryAfterSeconds: 2 } })
  first.end('first')
  second.end('second')
  expect(await Promise.all(answers)).toEqual(['first', 'second'])
  const third = look()
  third.end('third')
  expect(await inTurn(third.run)).toBe('third')
})
