import { describe, expect, test } from 'vitest'
import { fakeKeep } from '../testing/fake-browser.ts'
import { keepDeparture, takeDeparture } from './departures.ts'
import { depart } from './oidc.ts'

const leave = () => depart('https://id.example/console/demo/callback', '/users')

describe('departures', () => {
  test('are found by their state, once', () => {
    const keep = fakeKeep()
    const departure = leave()
    keepDeparture(keep, departure)
    expect(takeDeparture(keep, departure.state)).toEqual(departure)
    expect(takeDeparture(keep, departure.state)).toBeNull()
  })

  test('only the last one counts: verifiers of abandoned sign-ins do not pile up', () => {
    const keep = fakeKeep()
    const [first, second] = [leave(), leave()]
    keepDeparture(keep, first)
    keepDeparture(keep, second)
    expect(keep.entries.size).toBe(1)
    expect(takeDeparture(keep, first.state)).toBeNull()
  })

  test.each(['{', '{}', 'null', '{"state":"s"}'])('what is not a departure is none: %s', (stored) => {
    const keep = fakeKeep()
    keep.setItem('tegata.departure.s', stored)
    expect(takeDeparture(keep, 's')).toBeNull()
  })
})
