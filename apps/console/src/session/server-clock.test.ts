import { expect, test } from 'vitest'
import { createServerClock } from './server-clock.ts'

test('what time it is, is what the server said, and what has gone by since on the desk', () => {
  let desk = Date.parse('2026-11-24T03:00:00Z')
  const clock = createServerClock(() => desk)
  expect(clock.now()).toBe(desk)
  clock.hear('2026-12-01T00:00:00.000Z')
  expect(clock.now()).toBe(Date.parse('2026-12-01T00:00:00Z'))
  desk += 90_000
  expect(clock.now()).toBe(Date.parse('2026-12-01T00:01:30Z'))
  // Somebody sets the clock of the desk: the next answer puts it right.
  desk += 3_600_000
  clock.hear('2026-12-01T00:02:00.000Z')
  expect(clock.now()).toBe(Date.parse('2026-12-01T00:02:00Z'))
})

test.each([null, '', 'soon'])('an answer that says nothing of it changes nothing: %j', (time) => {
  const clock = createServerClock(() => 1_000)
  clock.hear(time)
  expect(clock.now()).toBe(1_000)
})
