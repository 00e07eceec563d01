import { describe, expect, test } from 'vitest'
import { type Changes, day, enforcement, facts, group, hour, minute, now, password, proof, switchedOn } from '../test/facts.ts'
import { type OnUnenrolled, decide } from './index.ts'

const setUpLink = proof('action-link', { linkPurpose: 'set-up' })
const admin = { administrative: true, otpRequired: switchedOn }
const resetOf = (changes: Partial<{ at: number; proof: OnUnenrolled | null; reference: string | null }> = {}) =>
  ({ at: now - 10 * minute, proof: null, reference: null, ...changes })

const table: readonly [promise: string, changes: Changes, rung: OnUnenrolled, why: string | null][] = [
  ['an ordinary user, a young demand (R1, accepted)', { user: { otpRequired: switchedOn } }, 'enrol', 'floor.rule'],
  ['nothing required', {}, 'enrol', null],
  ['the rule says mailLink', { policyGroup: group('always', { onUnenrolled: 'mailLink' }) }, 'mailLink', 'floor.rule'],
  [
    'of two rules the stricter',
    { user: { otpRequired: switchedOn }, enforcements: [enforcement({ onUnenrolled: 'codeOnly' })] },
    'codeOnly',
    'floor.rule',
  ],
  [
    'a rule that lets the session run out still counts for what is bound (P29)',
    {
      session: {},
      proofs: [proof('password', { at: now - hour })],
      policyGroup: group('always', { onUnenrolled: 'codeOnly', sessionsBefore: 'letRunOut', assignedAt: now - minute }),
    },
    'codeOnly',
    'floor.rule',
  ],

  ['an administrative role', { user: admin }, 'mailLink', 'floor.administrative'],
  ['a demand of the request', { client: { minimumAcr: '2' } }, 'mailLink', 'floor.request'],
  ['a wish is no demand', { request: { wishedAcr: ['2'] } }, 'enrol', null],
  ['a rule to come, for whoever sets up for it already', { enforcements: [enforcement({ enforceFrom: now, ahead: true })] }, 'mailLink', 'floor.rule-to-come'],
  ['the account page', { channel: 'account' }, 'mailLink', 'floor.account-page'],
  [
    'a demand older than enrolWithin, by the switch',
    { user: { otpRequired: { since: now - 15 * day } } },
    'mailLink',
    'floor.demand-old',
  ],
  ['… by the group', { policyGroup: group('always', { assignedAt: now - 15 * day }) }, 'mailLink', 'floor.demand-old'],
  [
    '… by the start of an enforcement',
    { enforcements: [enforcement({ enforceFrom: now - 15 * day })] },
    'mailLink',
    'floor.demand-old',
  ],
  ['… of unknown age', { user: { otpRequired: { since: null } } }, 'mailLink', 'floor.demand-old'],
  ['… made young again by a reset', { user: { otpRequired: { since: now - 15 * day }, reset: resetOf() } }, 'enrol', 'floor.rule'],
  [
    'a realm where the first proof alone never binds (enrolWithin 0)',
    { realm: { enrolWithin: 0 }, user: { otpRequired: switchedOn } },
    'mailLink',
    'floor.never-first-proof',
  ],

  ['an administrator after a reset', { user: { ...admin, reset: resetOf() } }, 'codeOnly', 'floor.administrator-reset'],
  [
    'an administrator without a proved address',
    { user: { ...admin, address: { provedAt: null, changedAt: null } } },
    'codeOnly',
    'floor.administrator-no-address',
  ],
  ['an administrator without any address', { user: { ...admin, address: null } }, 'codeOnly', 'floor.administrator-no-address'],
  [
    '… whose set-up link is the proof of it',
    { user: { ...admin, address: { provedAt: null, changedAt: null } }, proofs: [setUpLink] },
    'mailLink',
    'floor.administrative',
  ],
  [
    '… but not a set-up link of another journey',
    {
      user: { ...admin, address: { provedAt: null, changedAt: null } },
      proofs: [password, { ...setUpLink, journeyId: 'journey-0' }],
    },
    'codeOnly',
    'floor.administrator-no-address',
  ],
  [
    '… nor a password link',
    {
      user: { ...admin, address: { provedAt: null, changedAt: null } },
      proofs: [{ ...setUpLink, linkPurpose: 'reset-password' as const }],
    },
    'codeOnly',
    'floor.administrator-no-address',
  ],
  [
    'an administrator within 24 h of a password reset by mail',
    { user: { ...admin, passwordResetByMailAt: now - 24 * hour + 1 } },
    'codeOnly',
    'floor.administrator-password-reset',
  ],
  ['… and after them', { user: { ...admin, passwordResetByMailAt: now - 24 * hour } }, 'mailLink', 'floor.administrative'],
  [
    'an ordinary user within 24 h of a password reset by mail',
    { user: { otpRequired: switchedOn, passwordResetByMailAt: now - hour } },
    'enrol',
    'floor.rule',
  ],

  [
    'another sign-in while an answered request waits (P23)',
    { user: { otpRequired: switchedOn, reset: resetOf({ reference: '4271-08' }) } },
    'mailLink',
    'floor.reset-request',
  ],
  [
    '… one with another reference',
    { user: { otpRequired: switchedOn, reset: resetOf({ reference: '4271-08' }) }, journey: { resetReference: '1111-11' } },
    'mailLink',
    'floor.reset-request',
  ],
  [
    '… the one that filed it',
    { user: { otpRequired: switchedOn, reset: resetOf({ reference: '4271-08' }) }, journey: { resetReference: '4271-08' } },
    'enrol',
    'floor.rule',
  ],
  [
    '… until its 30 minutes are over',
    { user: { otpRequired: switchedOn, reset: resetOf({ reference: '4271-08', at: now - 30 * minute + 1 }) } },
    'mailLink',
    'floor.reset-request',
  ],
  [
    '… and then no longer',
    { user: { otpRequired: switchedOn, reset: resetOf({ reference: '4271-08', at: now - 30 * minute }) } },
    'enrol',
    'floor.rule',
  ],
  [
    '… an administrator’s own reference changes nothing',
    { user: { ...admin, reset: resetOf({ reference: '4271-08' }) }, journey: { resetReference: '4271-08' } },
    'codeOnly',
    'floor.administrator-reset',
  ],
  [
    'the proof that whoever reset has chosen',
    { user: { otpRequired: switchedOn, reset: resetOf({ proof: 'codeOnly' }) } },
    'codeOnly',
    'floor.reset-chosen',
  ],
  [
    '… never below the floor',
    { user: { otpRequired: switchedOn, reset: resetOf({ proof: 'enrol' }) }, client: { minimumAcr: '2' } },
    'mailLink',
    'floor.request',
  ],

  [
    'mailLink with an address changed 7 days ago (P17)',
    { client: { minimumAcr: '2' }, user: { address: { provedAt: now - 7 * day, changedAt: now - 7 * day } } },
    'mailLink',
    'floor.request',
  ],
  [
    '… changed a millisecond later',
    { client: { minimumAcr: '2' }, user: { address: { provedAt: now - hour, changedAt: now - 7 * day + 1 } } },
    'codeOnly',
    'floor.no-address',
  ],
  ['… typed in this journey', { client: { minimumAcr: '2' }, journey: { addressTyped: true } }, 'codeOnly', 'floor.no-address'],
  [
    '… not proved',
    { client: { minimumAcr: '2' }, user: { address: { provedAt: null, changedAt: null } } },
    'codeOnly',
    'floor.no-address',
  ],
  ['enrol without an address stays enrol', { user: { otpRequired: switchedOn, address: null } }, 'enrol', 'floor.rule'],
  [
    'deny is above everything',
    { user: { ...admin, reset: resetOf() }, policyGroup: group('always', { onUnenrolled: 'deny' }) },
    'deny',
    'floor.rule',
  ],
]

describe('what binds a first authenticator: the strictest of rules and floors', () => {
  test.each(table)('%s', (_, changes, rung, why) => {
    const { onUnenrolled, floors } = decide(facts(changes))
    expect(onUnenrolled).toBe(rung)
    const reasons = floors.filter(({ floor }) => floor === onUnenrolled).map(({ reason }) => reason.code)
    if (why === null) expect(reasons).toEqual([])
    else expect(reasons).toContain(why)
  })

  test('every floor that applies is named, so that an administrator sees why relaxing one changes nothing', () => {
    const { floors } = decide(facts({ channel: 'account', user: { ...admin, otpRequired: { since: now - 20 * day } }, client: { minimumAcr: '2' } }))
    expect(floors.map(({ reason }) => reason.code)).toEqual(['floor.rule', 'floor.administrative', 'floor.request', 'floor.account-page', 'floor.demand-old'])
  })

  test('proof of the mailbox from another journey binds nothing: it belongs to the journey that made it', () => {
    const changes: Changes = { policyGroup: group('always', { onUnenrolled: 'mailLink' }), proofs: [{ ...setUpLink, journeyId: 'journey-0' }, password] }
    expect(decide(facts(changes)).nextStep).toMatchObject({ kind: 'set-up', proved: false })
  })
})
