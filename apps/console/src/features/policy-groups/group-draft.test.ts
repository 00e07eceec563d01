import { describe, expect, test } from 'vitest'
import { policyGroupOf } from '../../testing/fake-policies.ts'
import { changesBetween, draftFields, draftOf, groupOf, kindsOf, lookOver, missingFor, newDraft } from './group-draft.ts'

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
    const conditions = [{ networks: '10.1.2.3/8', applications: [] }, { networks: '', applications: ['wiki'] }]
    expect(changesBetween(base, { ...base, conditions: [{ networks: ' 10.1.2.3/8\n', applications: [] }] })).toEqual({})
    expect(changesBetween(base, { ...base, conditions })).toEqual({ conditions: [{ networks: ['10.0.0.0/8'], applications: [] }, { networks: [], applications: ['wiki'] }] })
    expect(changesBetween(base, { ...base, ask: 'never', afterEmergency: 'nothing', sessionsBefore: 'askAtNextUse' }))
      .toEqual({ ask: 'never', afterEmergency: 'nothing', sessionsBefore: 'askAtNextUse' })
  })

  test('a name is wanted, and one kind at least (P9)', () => {
    expect([...lookOver(newDraft())]).toEqual([['name', 'missing']])
    expect([...lookOver({ ...newDraft(), name: '  ', kinds: [] })]).toEqual([['name', 'missing'], ['kinds', 'no-kind']])
    expect([...lookOver({ ...newDraft(), name: 'x' })]).toEqual([])
  })

  test('conditions that are in use name something, and networks that are some; half typed ones that are not in use are not sent', () => {
    const draft = { ...newDraft(), name: 'x', ask: 'unless' as const }
    const fault = (conditions: typeof draft.conditions) => lookOver({ ...draft, conditions }).get('conditions')
    expect(fault([])).toBe('no-conditions')
    expect(fault([{ networks: '10.0.0.0/8', applications: [] }, { networks: ' \n', applications: [] }])).toBe('wrong-conditions')
    expect(fault([{ networks: '10.0.0.0/8, office', applications: ['wiki'] }])).toBe('wrong-conditions')
    expect(fault(Array.from({ length: 21 }, () => ({ networks: '::1', applications: [] })))).toBe('too-many-conditions')
    expect(fault([{ networks: '', applications: ['wiki'] }])).toBeUndefined()
    const off = { ...draft, ask: 'always' as const, conditions: [{ networks: 'office', applications: [] }] }
    expect(lookOver(off).size).toBe(0)
    expect(groupOf(off)).not.toHaveProperty('conditions')
    expect(groupOf({ ...off, conditions: [{ networks: '10.0.0.0/8', applications: [] }] }).conditions).toEqual([{ networks: ['10.0.0.0/8'], applications: [] }])
  })

  test('the kinds that can be ticked are those that people set up, and those that the group has already', () => {
    expect(kindsOf({ kinds: [] })).toEqual(['totp', 'emailed-code'])
    expect(kindsOf(group())).toEqual(['totp', 'emailed-code', 'passkey'])
    const reasons = (realm: Parameters<typeof missingFor>[1]) => (['totp', 'emailed-code', 'passkey'] as const).map((kind) => missingFor(kind, realm))
    expect(reasons({ kinds: ['totp', 'emailed-code'], canMail: true })).toEqual([null, null, 'release'])
    expect([reasons({ kinds: ['totp'], canMail: true })[1], reasons({ kinds: ['totp'], canMail: false })[1]]).toEqual(['off', 'mail'])
  })
})
