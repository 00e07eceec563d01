import { describe, expect, test } from 'vitest'
import { proofsSince, requestedOf } from './requested.ts'

const plain = { defaultAcrValues: [] }
const claims = (acr: unknown) => JSON.stringify({ id_token: { acr } })

describe('what a request asks of the sign-in', () => {
  test.each([
    ['nothing', {}, { essentialAcr: [], wishedAcr: [] }],
    ['wishes by acr_values', { acr_values: ' 2  1 ' }, { essentialAcr: [], wishedAcr: ['2', '1'] }],
    ['a demand with several values', { claims: claims({ essential: true, values: ['2', 'gold'] }) }, { essentialAcr: ['2', 'gold'], wishedAcr: [] }],
    ['a demand with one value', { claims: claims({ essential: true, value: '2' }) }, { essentialAcr: ['2'], wishedAcr: [] }],
    ['a claim that is not essential', { claims: claims({ values: ['2'] }) }, { essentialAcr: [], wishedAcr: ['2'] }],
    ['a demand beside wishes: both', { claims: claims({ essential: true, value: '2' }), acr_values: '1' }, { essentialAcr: ['2'], wishedAcr: ['1'] }],
    ['an essential that is not quite true', { claims: claims({ essential: 'true', value: '2' }) }, { essentialAcr: [], wishedAcr: ['2'] }],
    ['values that are none', { claims: claims({ essential: true, values: [1, null, {}] }) }, { essentialAcr: [], wishedAcr: [] }],
    ['null', { claims: claims(null) }, { essentialAcr: [], wishedAcr: [] }],
    ['rubbish', { claims: '{' }, { essentialAcr: [], wishedAcr: [] }],
    ['a claim of the prototype', { claims: '{"__proto__":{"id_token":{"acr":{"essential":true,"value":"2"}}}}' }, { essentialAcr: [], wishedAcr: [] }],
    ['already parsed claims, as codes keep them', { claims: { id_token: { acr: { values: ['2'] } } } }, { essentialAcr: [], wishedAcr: ['2'] }],
  ])('%s', (_, parameters, expected) => {
    expect(requestedOf(parameters, plain)).toMatchObject(expected)
  })

  test('the client\'s default wish counts when the request has none of its own', () => {
    const client = { defaultAcrValues: ['2'] }
    expect(requestedOf({}, client).wishedAcr).toEqual(['2'])
    expect(requestedOf({ acr_values: '1' }, client).wishedAcr).toEqual(['1'])
  })
})

describe('since when proofs count', () => {
  test('always, without prompt=login and max_age', () => expect(proofsSince(requestedOf({}, plain), 1000)).toBeNull())
  test('since the request for prompt=login', () => expect(proofsSince(requestedOf({ prompt: 'consent login' }, plain), 1000)).toBe(1000))
  test('since max_age before the request', () => expect(proofsSince(requestedOf({ max_age: '60' }, plain), 100_000)).toBe(40_000))
})
