import { describe, expect, test } from 'vitest'
import { policyGroupOf } from '../../testing/fake-policies.ts'
import { changesBetween, draftFields, draftOf, kindsOf, lookOver, newDraft } from './group-draft.ts'

const group = () => policyGroupOf('Branch', { ask: 'unless', kinds: ['totp', 'passkey'], conditions: [{ networks: ['10.0.0.0/8'], applications: [] }] })

describe('what is typed about a group', () => {
  test('is everything that can be changed, and nothing of what the server counts', () => {
    expect(Object.keys(draftOf(group())).toSorted()).toEqual([...draftFields].toSorted())
  })

  test('is a copy: ticking here changes nothing that the cache holds', () => {
    const source = group()
    draftOf(source).kinds.push('push')
    expect(source.kinds).toEqual(['totp', 'passkey'])
  })

  test('only what differs is sent, a name without the blanks around it', () => {
    const base = draftOf(group())
    expect(changesBetween(base, base)).toEqual({})
    expect(changesBetween(base, { ...base, name: ' Branch ' })).toEqual({})
    expect(changesBetween(base, { ...base, name: 'Branches ', kinds: ['totp'], onUnenrolled: 'deny' })).toEqual({ name: 'Branches', kinds: ['totp'], onUnenrolled: 'deny' })
    expect(changesBetween(base, { ...base, ask: 'never', afterEmergency: 'nothing', sessionsBefore: 'askAtNextUse' }))
      .toEqual({ ask: 'never', afterEmergency: 'nothing', sessionsBefore: 'askAtNextUse' })
  })

  test('a name is wanted, and one kind at least (P9)', () => {
    expect([...lookOver(newDraft())]).toEqual([['name', 'missing']])
    expect([...lookOver({ ...newDraft(), name: '  ', kinds: [] })]).toEqual([['name', 'missing'], ['kinds', 'no-kind']])
    expect([...lookOver({ ...newDraft(), name: 'x' })]).toEqual([])
  })

  test('the kinds that can be ticked are those that people set up, and those that the group has already', () => {
    expect(kindsOf({ kinds: [] })).toEqual(['totp', 'emailed-code'])
    expect(kindsOf(group())).toEqual(['totp', 'emailed-code', 'passkey'])
  })
})
