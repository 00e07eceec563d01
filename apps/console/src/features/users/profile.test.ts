import { describe, expect, test } from 'vitest'
import { person } from '../../testing/people.ts'
import { mergeDrafts } from '../../merge-drafts.ts'
import { bodyOf, changesBetween, emptyProfile, lookOver, type Profile, profileFields, profileOf } from './profile.ts'

const mergeProfiles = (base: Profile, mine: Profile, theirs: Profile) => mergeDrafts(profileFields, { base, mine, theirs })

const base = profileOf(person('yuna', '김', '유나', { department: 'Sales', sortName: null }))

describe('a profile as the API takes it', () => {
  test('empty text is "none", blanks at the edges are dropped', () => {
    expect(bodyOf({ ...base, sortName: '  ', department: ' Marketing ', language: '' })).toMatchObject({ sortName: null, department: 'Marketing', language: null })
  })

  test('only what differs is sent', () => {
    expect(changesBetween(base, base)).toEqual({})
    expect(changesBetween(base, { ...base, department: '', enabled: false })).toEqual({ department: null, enabled: false })
    expect(changesBetween(base, { ...base, username: 'yuna ' })).toEqual({})
  })
})

describe('looking over', () => {
  test('names and user name are needed; an address is not, but must look like one', () => {
    expect([...lookOver(emptyProfile())]).toEqual([['familyName', 'missing'], ['givenName', 'missing'], ['username', 'missing']])
    expect([...lookOver({ ...base, email: 'yuna' })]).toEqual([['email', 'not-an-address']])
    expect(lookOver({ ...base, email: '' }).size).toBe(0)
  })
})

describe('two people at once', () => {
  test('what only they changed becomes theirs, and is named', () => {
    const { merged, differences } = mergeProfiles(base, base, { ...base, department: 'Support' })
    expect(merged.department).toBe('Support')
    expect(differences).toEqual([{ field: 'department', before: 'Sales', theirs: 'Support', mine: null }])
  })

  test('what only I changed stays, and is no difference', () => {
    const { merged, differences } = mergeProfiles(base, { ...base, department: 'Mine' }, base)
    expect(merged.department).toBe('Mine')
    expect(differences).toEqual([])
  })

  test('what both changed stays as typed, and both are named', () => {
    const { merged, differences } = mergeProfiles(base, { ...base, department: 'Mine' }, { ...base, department: 'Theirs' })
    expect(merged.department).toBe('Mine')
    expect(differences).toEqual([{ field: 'department', before: 'Sales', theirs: 'Theirs', mine: 'Mine' }])
  })

  test('what both changed to the same is settled', () => {
    const { differences } = mergeProfiles(base, { ...base, department: 'Same' }, { ...base, department: 'Same' })
    expect(differences).toEqual([])
  })

  test('nobody’s work is lost when different fields were touched', () => {
    const { merged } = mergeProfiles(base, { ...base, department: 'Mine' }, { ...base, email: 'new@demo.example', enabled: false })
    expect(merged).toEqual({ ...base, department: 'Mine', email: 'new@demo.example', enabled: false })
  })
})
