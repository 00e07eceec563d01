import { expect, test } from 'vitest'
import { greeting, personName } from './person-name.ts'

const aoi = { username: 'aoi', givenName: '葵', familyName: '山田' }
const minho = { username: 'minho', givenName: '민호', familyName: '김' }
const emma = { username: 'emma', givenName: 'Emma', familyName: 'Brown' }

test('a name stands in the order of its language and script', () => {
  expect(personName(aoi, 'ja')).toBe('山田 葵')
  expect(personName(aoi, 'en')).toBe('山田 葵')
  expect(personName(minho, 'ko')).toBe('김민호')
  expect(personName(emma, 'en')).toBe('Emma Brown')
  expect(personName(emma, 'ja')).toBe('Brown Emma')
})

test('who has no name is called by the user name', () => {
  expect(personName({ username: 'x1', givenName: ' ', familyName: null }, 'en')).toBe('x1')
  expect(personName({ username: 'x1', familyName: '山田' }, 'ja')).toBe('山田')
})

test('a letter greets as letters do', () => {
  expect(greeting(emma, 'en')).toBe('Hello Emma,')
  expect(greeting(aoi, 'ja')).toBe('山田 葵 様')
  expect(greeting(minho, 'ko')).toBe('김민호 님,')
})
