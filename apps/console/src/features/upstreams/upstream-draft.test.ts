import { describe, expect, test } from 'vitest'
import { foundKeycloak, upstreamOf } from '../../testing/fake-upstreams.ts'
import { addressesOf } from './addresses.ts'
import { bodyOf, changesBetween, draftOf, fieldOfPath, grantFrom, grantOf, keycloakMapping, lookOver, newDraft } from './upstream-draft.ts'
import { aliasProblem, bodyOfNew, nameFrom } from './add/new-provider.ts'

const base = draftOf(upstreamOf('corp'))

describe('a provider as the API takes it', () => {
  test('what comes from the API goes back as it came', () => {
    const upstream = upstreamOf('corp', {
      evidence: [{ claim: 'acr', value: '2', level: 2 }], acrValues: ['2', '3'], name: { en: 'Corp', ko: '코프' },
      mapping: { ...upstreamOf('x').mapping, roles: 'realm_access.roles', rules: [{ claim: 'groups', value: '/staff', grants: { group: 'Engineering' } }] },
    })
    const { name, trust, evidence, evidenceMaxAgeMinutes, newPeople, profile, hidden, signOut, clientId, clientAuth, scopes, acrValues, mapping } = upstream
    expect(bodyOf(draftOf(upstream))).toEqual({ name, trust, evidence, evidenceMaxAgeMinutes, newPeople, profile, hidden, signOut, clientId, clientAuth, scopes, acrValues, mapping })
  })

  test('lists of words are split at blanks, each once; empty text is "not read"', () => {
    expect(bodyOf({ ...base, scopes: ' openid  email openid ', acrValues: '', nameJa: ' ' })).toMatchObject({ scopes: ['openid', 'email'], acrValues: [], name: { en: 'Corp ID' } })
    expect(bodyOf({ ...base, roles: ' ', groups: 'groups' }).mapping).toMatchObject({ roles: null, groups: 'groups' })
  })

  test('only what differs is sent, members of the mapping one by one', () => {
    expect(changesBetween(base, structuredClone(base))).toEqual({})
    expect(changesBetween(base, { ...base, trust: 'never', ...keycloakMapping })).toEqual({
      trust: 'never', mapping: { rolesFrom: 'access-token', roles: 'realm_access.roles', clientRoles: 'resource_access', groups: 'groups' },
    })
    expect(changesBetween(base, { ...base, nameJa: '' })).toEqual({ name: { en: 'Corp ID' } })
  })
})

describe('looking over', () => {
  test.each([
    ['nameEn', { nameEn: ' ' }, 'missing'], ['clientId', { clientId: '' }, 'missing'], ['username', { username: '' }, 'missing'],
    ['evidenceMaxAge', { evidenceMaxAge: '0' }, 'number'], ['evidenceMaxAge', { evidenceMaxAge: '1441' }, 'number'], ['evidenceMaxAge', { evidenceMaxAge: 'ten' }, 'number'],
    ['scopes', { scopes: 'profile email' }, 'openid'],
    ['evidence', { evidence: [{ claim: 'acr' as const, value: ' ', level: 2 as const }] }, 'evidence'],
    ['rules', { rules: [{ claim: 'roles' as const, value: 'staff', grants: { role: '' } }] }, 'rules'],
  ] as const)('%s: %j', (field, part, problem) => {
    expect([...lookOver({ ...base, ...part } as typeof base)]).toEqual([[field, problem]])
  })

  test('nothing is wrong with what is saved', () => {
    expect(lookOver(base).size).toBe(0)
  })
})

describe('paths and words', () => {
  test.each([
    ['name.en', 'nameEn'], ['mapping.rules.0.value', 'rules'], ['evidence.1.value', 'evidence'], ['evidenceMaxAgeMinutes', 'evidenceMaxAge'], ['scopes', 'scopes'],
    ['mapping.roles', 'roles'], ['issuer', null], ['', null], ['mapping.never', null],
  ] as const)('%s is about %s', (path, field) => {
    expect(fieldOfPath(path)).toBe(field)
  })

  test.each([{ role: 'wiki:editor' }, { group: 'group:of groups' }])('what a rule gives survives being a word: %j', (grants) => {
    expect(grantFrom(grantOf(grants))).toEqual(grants)
  })

  test('nothing chosen is no word', () => {
    expect(grantOf({ role: '' })).toBe('')
    expect(grantFrom('')).toEqual({ role: '' })
  })
})

describe('a new provider', () => {
  test.each([['corp', null], [' corp-2_x ', null], ['', 'missing'], ['Corp', 'alias'], ['-corp', 'alias'], ['a/b', 'alias'], ['x'.repeat(64), 'alias']] as const)('the alias %j: %s', (alias, problem) => {
    expect(aliasProblem(alias)).toBe(problem)
  })

  test('is called by its product, or by where it lives', () => {
    expect(nameFrom(foundKeycloak, () => 'Keycloak')).toBe('Keycloak')
    expect(nameFrom({ ...foundKeycloak, looksLike: 'other' }, () => '?')).toBe('sso.example')
  })

  test('is saved switched off, trusted as a provider beside is; a public one sends no secret', () => {
    const draft = { ...newDraft(foundKeycloak, 'Staff'), clientId: 'tegata' }
    const form = { url: '', found: foundKeycloak, alias: ' staff ', place: 'beside' as const, draft }
    expect(bodyOfNew(form, ' s3cret ')).toMatchObject({
      alias: 'staff', issuer: foundKeycloak.issuer, enabled: false, trust: 'always', newPeople: 'connect', clientSecret: 's3cret', mapping: { rolesFrom: 'access-token' },
    })
    expect(bodyOfNew({ ...form, draft: { ...draft, clientAuth: 'none' } }, 'typed before')).not.toHaveProperty('clientSecret')
  })

  test('the addresses to register are those that a saved one has', () => {
    const { callback, signOutReturn, backChannelLogout } = upstreamOf('corp').addresses
    expect(addressesOf({ origin: 'https://id.example', realm: 'demo' }, 'corp')).toEqual({ callback, signOutReturn, backChannelLogout })
  })
})
