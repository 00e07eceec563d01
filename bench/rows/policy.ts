import { decide, type Facts } from '@tegata/policy'
import { median } from './measure.ts'
import { number, type Row } from './row.ts'

const now = Date.UTC(2026, 10, 24, 3)
const day = 86_400_000
const terms = {
  kinds: ['totp', 'emailed-code'], recoveries: ['emergency-token', 'help-desk'], onUnenrolled: 'mailLink', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse',
} as const satisfies Facts['realm']['personal']

/** An employee under an enforcement and a policy group with exemptions, who has typed the password and is asked for the code. */
const facts: Facts = {
  now, channel: 'page',
  realm: { enabled: true, mails: true, kinds: ['totp', 'emailed-code'], presentation: 'interactive', askRegistered: true, personal: terms, enrolWithin: 14 * day, emergencyInARow: 3 },
  user: {
    id: 'user', enabled: true, shared: false, administrative: false, roles: ['employee'], groups: ['finance'], otpRequired: { since: now - 90 * day },
    authenticators: [{ id: 'phone', kind: 'totp', state: 'active', boundBy: 'mailbox', confirmedFor: 'mailLink', boundAt: now - 60 * day, boundInJourney: null }],
    emergencyTokensLeft: 5, emergencyInARow: 0, epoch: 1, passwordChangedAt: now - 90 * day, address: { provedAt: now - 90 * day, changedAt: null },
    passwordResetByMailAt: null, reset: null,
  },
  client: { id: 'wiki', enabled: true, minimumAcr: null, acrLoaMap: {} },
  request: { essentialAcr: [], wishedAcr: ['2'], proofsSince: null, address: '203.0.113.7', trustedBrowser: null, localTime: null },
  journey: { id: 'journey', mailboxProvedAt: null, addressTyped: false, resetReference: null, putOff: false, noticeSeen: false },
  session: null,
  proofs: [{ kind: 'password', at: now - 10_000, journeyId: 'journey', epoch: 1 }],
  upstreams: [],
  enforcements: [{
    ...terms, id: 'enforcement', name: 'Everybody uses a code', enforceFrom: now - 30 * day, target: { everyone: true, roles: [], groups: [] }, targetReachedAt: now - 90 * day,
    refusesShared: true, reasons: { en: 'One leaked credential threatens everybody.' },
  }],
  policyGroup: {
    ...terms, id: 'group', name: 'Not in the office', ask: 'unless', assignedAt: now - 90 * day,
    exemptions: [{ name: 'office', conditions: [{ kind: 'network', networks: ['10.0.0.0/8', '192.0.2.0/24'] }] }, { name: 'wiki at home', conditions: [{ kind: 'client', clients: ['handbook'] }, { kind: 'trusted-browser' }] }],
  },
}

/** In this process, with nothing around it. */
export const policyDecision: Row = {
  name: 'policy',
  async run() {
    const perRound = 20_000
    const rounds = Array.from({ length: 11 }, () => {
      const started = process.cpuUsage()
      let lines = 0
      for (let turn = 0; turn < perRound; turn += 1) lines += decide(facts).trace.length
      if (lines === 0) throw new Error('A decision came without its trace.')
      const { user, system } = process.cpuUsage(started)
      return (user + system) / perRound
    })
    // The first rounds are compiled on the way.
    return [{ label: 'policy decision with trace', cells: [`${number(median(rounds.slice(3)))} µs CPU`], target: '≤ 10 µs' }]
  },
}
