import { expect, test } from 'vitest'
import { familyNameFirst, showName } from './names.ts'

test.each([
  ['山田', '葵', '山田 葵'],
  ['김', '민호', '김민호'],
  ['Klein', 'Laura', 'Laura Klein'],
  ['受付', '', '受付'],
  ['', 'Emma', 'Emma'],
])('family %j and given %j are shown as %j', (familyName, givenName, expected) => {
  expect(showName({ familyName, givenName, username: 'u' })).toBe(expected)
})

test('somebody without a name is called by the user name', () => {
  expect(showName({ familyName: ' ', givenName: '', username: 'reception' })).toBe('reception')
})

test('the family name is asked first where the language says it first', () => {
  expect([familyNameFirst('en'), familyNameFirst('ja'), familyNameFirst('ko')]).toEqual([false, true, true])
})
